# Memberships: an account is in a group, within an org. unit and below it.
memberships-select-first = Select one or more memberships first.
memberships-remove =
    { $count ->
        [one] Remove membership
       *[other] Remove { $count } memberships
    }
memberships-remove-title =
    { $count ->
        [one] Remove membership
       *[other] Remove { $count } memberships
    }
memberships-remove-text =
    { $count ->
        [one] The account loses what the group gives in this org. unit and below it, at its next click.
       *[other] The accounts lose what these groups give in these org. units and below them, at their next click.
    }
memberships-remove-skips =
    { $count ->
        [one] One membership stays.
       *[other] { $count } memberships stay.
    }
memberships-removed = { $count } memberships removed.

membership-add = Add to group
memberships-create = New
membership-new = New membership
membership-new-for-account = Add { $account } to a group
membership-new-for-group = Add a member to { $group }
membership-added = { $account } is in { $group } in { $unit } now.
membership-removed = { $account } is no longer in { $group } in { $unit }.
membership-remove = Remove
membership-change-dates = Change dates
membership-dates-saved = Saved.
membership-direct = Member of
membership-through = Through other groups
membership-none = Not a member of any group that you can see.
membership-implicit = Always also in
membership-hidden = There may be more in org. units you have no access to.
membership-in-place = { $group } in { $unit }
membership-elsewhere = in another org. unit
membership-idle-here = Counts only at the top, not here: { $rights }.
membership-counts-for-menus = for menus only

membership-column-account = Account
membership-column-group = Group
membership-column-from = From
membership-column-until = Until
membership-column-dates = Dates
membership-column-way = By
membership-column-counts-in = Counts in
membership-column-actions = Actions

membership-find-account = Name, login or group
membership-find-account-hint = Groups, and the users you can see. For somebody elsewhere in the same customer, type the exact login.
membership-find-group = Name of a group
membership-unit-hint = Counts in this unit and everything below it.
membership-dates-hint = Leave empty for no limit. Times are in the time zone of the org. unit.
membership-dates-zone = Leave empty for no limit. Times are in the time zone of the org. unit, { $zone }.
membership-dates-order = The end must come after the start.
membership-no-limits = No limit
membership-from = from { $from }
membership-until = until { $until }
membership-from-until = from { $from } until { $until }
membership-ended = Ended
membership-not-yet = Not yet
membership-conflict = Somebody else changed these dates while you were editing. Saved now: { $now }. Save again to put yours in place of theirs.

membership-choose-account = Choose an account.
membership-choose-group = Choose a group.
membership-implicit-group = Everybody is in { $group } without saying; nobody can be added or removed.
membership-implicit-member = { $account } stands for everybody and cannot be in another group.
membership-only-at-top = Administrators takes members only at the top.
membership-already-in = Is in { $group } in { $unit } already.
membership-circle = Groups would be in each other: { $path }.

picker-find = Find
picker-choose = Choose one of those found, or empty the box. Nothing has been saved.
picker-nothing = No match.
picker-more = There are more. Type another word.

memberships-title = Memberships
memberships-toolbar = Actions on the selected memberships
memberships-remove-ticked = Remove
memberships-shown =
    { $count ->
        [one] One membership on this page
       *[other] { $count } memberships on this page
    }
memberships-clear = Clear filters
memberships-soon = Ends within { $days } days
memberships-first-day = { $column }, first day
memberships-last-day = { $column }, last day
memberships-empty = There are no memberships yet.
memberships-empty-no-match = No membership matches these filters.
memberships-empty-unseen = You have access to no org. unit, so there is nothing to show. Ask whoever looks after your permissions.
membership-add-member = Add member
membership-column-created-by = Created by
membership-column-created-on = Created on
memberships-search = Search memberships
memberships-find-author = Name or login
membership-column-name = Login or name of the group
