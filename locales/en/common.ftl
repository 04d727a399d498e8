common-just-now = just now
common-minutes-ago = { $minutes } min ago
common-hours-ago = { $hours } h ago
common-yesterday = yesterday
common-days-ago = { $days } days ago

common-save = Save
common-cancel = Cancel
common-close = Close
common-apply = Apply
common-refresh = Refresh
common-optional = (optional)
common-unsaved = Unsaved changes
common-leave-unsaved = You have unsaved changes. Leave without saving them?
common-error-prefix = Error:
common-mistakes =
    { $count ->
        [one] One field needs attention. Nothing has been saved.
       *[other] { $count } fields need attention. Nothing has been saved.
    }
common-copy = Copy
common-copied = Copied
common-show-password = Show password

common-columns = Columns
common-columns-and-files = { "" }, export and import
common-column-always = always
common-use-default = Use default
common-select = Select
common-select-all = Select all on this page
common-select-row = Select { $name }
common-pages = Pages
common-previous = Previous
common-next = Next

common-search = Search
common-search-help = How to search
common-search-words = All words must be there, in any order. The beginning of a word is enough, and accents do not matter.
common-search-phrase-example = exact phrase
common-search-phrase = These words, together and in this order.
common-search-without-example = without
common-search-without = Leaves out what has this word.
common-search-field = Looks in one field only:
common-search-labels = and each field of the list, by the label over its column.

common-org-unit = Org. unit
common-all = All
common-all-units = All units
common-choose-unit = Choose an org. unit
common-find-unit = Find an org. unit
common-no-unit-found = No unit is called so.
common-units-below = Show what is below { $name }

common-saved = Saved. { $changes }
common-time-zone = Time zone: { $zone }
common-saved-nothing = Saved. Nothing had changed.
common-somebody = somebody
common-is-saved = Saved.
common-delete = Delete
common-delete-title = Delete { $name }
common-delete-text = This cannot be undone.
common-deleted = { $name } has been deleted.
common-conflict-title = Somebody else saved this while you were editing
common-conflict = { $who } saved on { $when }. Nothing of yours has been saved, and nothing you typed is lost. Save again to put your version in place of theirs.
common-conflict-both = Both versions
common-conflict-field = Field
common-conflict-theirs = Saved now
common-conflict-yours = Yours

common-yes = Yes
common-no = No
common-never = Never
common-more = More
common-created = { $name } has been created.
common-import = Import

common-filters = Filters
common-empty-filtered = Nobody fits these filters.
common-clear-filters = Clear the filters
common-take-off = Take off { $filter }
common-chip = { $label }: { $value }
common-clear-search = Clear search
common-stopped = Looking took long and stopped here. The next page goes on.

common-selected = selected
common-clear-selection = Clear selection
common-use-selection = Use selection

common-action-nothing = Nothing was changed.
common-action-more = and { $count } more
common-action-names-more = { $names } and { $count } more
common-action-skipped = { $count } skipped: { $reasons }
common-action-report = What was done
common-action-back = Go on
common-action-left-out =
    { $count ->
        [one] One was skipped
       *[other] { $count } were skipped
    }
common-action-denied = Access denied. Nothing can be changed here.
common-action-in-use = In use, so it stays.
common-action-confirm = Type { $words } to confirm
common-action-confirm-wrong = Type { $words } exactly. Nothing has been deleted.
