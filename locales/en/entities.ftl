entities-tab = Permissions
entities-allow = Allow
entities-deny = Deny
entities-empty = Empty
entities-right = Permission
entities-permissions-in = Permissions in
entities-set-on-user = Set on this user
entities-set-on-group = Set on this group
entities-effective = Effective in { $unit }
entities-after-saving = after saving
entities-without = Without it: { $sentence }
entities-why = Why
entities-dates = Dates
entities-from = From
entities-until = Until
entities-said-from = from { $date }
entities-said-until = until { $date }
entities-end-past = The end must lie ahead.
entities-end-before-start = The end must come after the start.
entities-count = { $count ->
    [one] { $count } permission
   *[other] { $count } permissions
}
entities-set-here = { $count } set here
entities-cells = { $count } set
entities-find = Find a permission
entities-only-set = Only what is set here
entities-scope = Counts here and in the units below.
entities-zone = Dates are in the time zone of the unit, { $zone }.
entities-none-found = No permission matches.
entities-elsewhere = Also set in other units
entities-elsewhere-archived = archived, does not count
entities-only-at-top = Counts everywhere and is set at the top only.
entities-read-only = You can look, not change. { $why }
entities-archived = { $unit } is archived: what is set here is kept, does not count, and cannot be changed until the unit is unarchived.
entities-gone = No longer a permission: { $names }. Nothing was saved. Look through the rest and save again.
entities-conflict-title = Somebody else has changed these permissions meanwhile
entities-conflict = Nothing was saved. The form holds your version: save again to replace theirs, or choose theirs where you agree.
entities-conflict-both = Both versions
entities-conflict-theirs = Theirs, saved
entities-conflict-yours = Yours
entities-saved = Saved. { $changes }
entities-saved-more = Saved. { $changes }, and { $count } more
entities-saved-nothing = Nothing had changed.
entities-discard = Discard
entities-preview = Preview
entities-preview-button = Preview
entities-preview-none = Changes nothing that counts now.
entities-preview-gives = Gives { $rights ->
    [one] { $rights } right
   *[other] { $rights } rights
} in { $units ->
    [one] { $units } unit
   *[other] { $units } units
}.
entities-preview-takes = Takes { $rights ->
    [one] { $rights } right
   *[other] { $rights } rights
} in { $units ->
    [one] { $units } unit
   *[other] { $units } units
}.
entities-preview-gives-and = Gives { $rights ->
    [one] { $rights } right
   *[other] { $rights } rights
} in { $units ->
    [one] { $units } unit
   *[other] { $units } units
}
entities-preview-both = { $gives }, takes { $losses }.
entities-preview-for = { $what } For { $people ->
    [one] { $people } person
   *[other] { $people } people
}.
entities-preview-for-at-least = { $what } For at least { $people ->
    [one] { $people } person
   *[other] { $people } people
}.
entities-preview-later = { $count ->
    [one] One begins later.
   *[other] { $count } begin later.
}
entities-preview-list = Who, what, where
entities-preview-gain = Gained:
entities-preview-loss = Lost:
entities-preview-line = { $right } in { $places }
entities-preview-everywhere = { $right } everywhere
entities-preview-hidden = { $right } in units you have no access to
entities-preview-more-places = { $names } and { $count ->
    [one] one more place
   *[other] { $count } more places
}
entities-preview-and-below = { $places } and { $count ->
    [one] { $count } unit
   *[other] { $count } units
} below
entities-preview-gains = gains { $rights }
entities-preview-loses = loses { $rights }
entities-preview-more-rights = { $rights } and { $count } more
entities-preview-memberships = { $count ->
    [one] one membership
   *[other] { $count } memberships
}
entities-preview-more-ways = and { $count } more groups and units
entities-preview-unseen = It concerns people whose memberships are in units you have no access to.
entities-preview-more = and { $count } more
entities-preview-looked-at = There are more members; the first { $count } by name were looked at one by one. The groups hold for everybody.
entities-preview-refused = This cannot be saved.
entities-explorer-lead = What is set on whom, unit by unit. A tick is saved at once.
entities-accounts = Group or user names
entities-find-account = Name or login
entities-add = Login or group name
entities-plus = Add
entities-no-account = There is no account with this name.
entities-nothing-set = Nothing is set in { $unit } or above. Add somebody by name.
entities-from-above = from above
entities-more-accounts = There are more. Type a name to find one.
entities-permissions-of = { $name } in { $unit }
entities-dates-and-reasons = Dates and reasons
entities-choose-account = Choose a group or user to see and set its permissions here.
entities-inherited = Inherited from { $unit }.
entities-inherited-hidden = Inherited from a unit above that you have no access to.
entities-undo = Undo
entities-undo-text = Saved. Before: { $before }
entities-remove = Remove
entities-remove-title = Remove { $name } from { $unit }
entities-remove-text = This empties what is set here. Memberships and other units stay as they are.
entities-remove-nothing = Nothing is set here.
entities-removed = { $name }: { $count ->
    [one] { $count } permission
   *[other] { $count } permissions
} emptied.
entities-ending = What ends soon
entities-ending-lead = Permissions whose end lies within the next 30 days.
entities-ending-none = Nothing ends within the next 30 days.
entities-ending-shown = { $count } of { $all }
entities-said = Set
