groups-create = Create new group
groups-search = Search groups
groups-shown =
    { $count ->
        [one] One group on this page
       *[other] { $count } groups on this page
    }
groups-column-members = Members
groups-column-updated-by = Last updated by
groups-more-than = more than { $count }
groups-empty-no-match = No group matches. Words must be the beginning of a word in name, display name or description.

group-tabs = Group
group-tab-details = Details
group-tab-members = Membership
group-tab-info = Group info
group-is-system = System group

group-is-predefined = Predefined role

group-name = Name
group-name-hint = Unique among groups and users; what files and commands refer to.
group-name-fixed = The name of a system group is fixed.
group-display-name = Display name
group-description = Description
group-description-hint = What the group is for, and who should be in it.
group-implicit-users = Every user but System is in this group without saying, at the top.
group-implicit-all = Every user is in this group without saying, at the top.
group-periods-card = Token periods
group-periods-text = Of all groups a user is in, by whatever way and in whatever org. unit, the shortest period counts. It holds from the next login or renewal on.
group-minutes-hint = Minutes. Empty: as the user's other groups say, else { $minutes }.
group-minutes-wrong = Whole minutes, from 1 to { $max }.
group-periods = Must not be shorter than the access token's period.
group-require-two-factor = Require two-factor
group-require-two-factor-hint = Whoever is in this group, anywhere, needs a second factor from their next login on.

group-new-text = Users and other groups that share rights.
group-create = Create group
group-created = { $name } has been created. It gives nothing yet, and nobody is in it.

group-copy = Copy group
group-copy-title = Copy { $name }
group-copy-text = The copy has the same description and token periods. Its members are not copied.
group-copy-permissions = Copy permissions
group-copy-permissions-hint = Everything the group is allowed and denied. Only possible as far as you hold it yourself.
group-copy-memberships = Copy memberships in other groups
group-copy-memberships-hint = The copy is put into the groups this one is in.
group-copied = { $from } has been copied to { $name }.
group-copied-without = { $count ->
    [one] One permission or membership on an archived unit was left out.
   *[other] { $count } permissions and memberships on archived units were left out.
}

group-delete = Delete group
group-delete-title = Delete { $name }
group-delete-text = The group has no members and no permissions. Its name becomes free again; the activity log keeps what happened.
group-delete-members = Members, and groups it is in
group-delete-cells = Permissions
group-delete-hidden = There is more that you do not see. Ask an administrator.
group-delete-emptying = Remove these too
group-delete-emptying-hint = Everybody in the group loses what it gives, at their next click. This cannot be undone.
group-deleted = { $name } has been deleted.
group-in-use = The group is in use. Say that what is in it goes too, or remove it first.
group-in-use-for-good = The group is in use, and you may not remove what is in it.

group-info-id = ID
group-info-holds = What it holds
group-info-in-groups = Groups it is in
group-info-cells = Permissions set on it
group-info-seen = As far as you have access.
group-members-implicit = Everybody is in this group without saying, at the top. Nobody can be added or removed.
group-members-none = Nobody is in this group, as far as you can see.

group-name-administrators = Administrators
group-name-users = Users
group-name-all = All
group-name-user-administrator = User administrator
group-name-store-manager = Store manager
group-name-auditor = Auditor
group-name-actor-manager = Actor manager
group-name-support = Support
group-text-administrators = Holds every right everywhere, always.
group-text-user-administrator = All users and their groups.
group-text-store-manager = The users of a store and their groups, but for deleting them.
group-text-auditor = Sees everything, changes nothing.
group-text-actor-manager = Customers, suppliers, employees and all other actors of a unit.
group-text-support = Licences, sessions and settings of users.
