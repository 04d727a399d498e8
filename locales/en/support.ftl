# The support screen (Support → Users).
menu-support = Support
support-title = Users
support-search = Search by name
support-chosen = Chosen user
support-choose = Choose a user to see how the account stands.
support-back = All users
support-locked-accounts = User Accounts Locked
support-user-licences = Cloud User Licences
support-licences = { $assigned } assigned, { $remaining } remaining
support-licences-unlimited = { $assigned } assigned, unlimited
support-filter-licensed = Licensed
support-filter-locked = Locked
support-filter-any-status = All statuses
support-filter-all = All Customers
support-customer = Customer
support-number = Customer number
support-customer-number = Customer { $number }
support-organisation = Organisation
support-licensed = Licensed
support-locked = Locked
support-id = Id { $id }
support-tab-account = Account
support-tab-settings = Settings
support-status = Account Status
support-account-locked = Account locked
support-user-licensed = User licensed
support-needs-none = None needed
support-clerk-enabled = Clerk enabled
support-logged-in = Currently logged in
support-sessions =
    { $count ->
        [one] Yes, one session
       *[other] Yes, { $count } sessions
    }
support-lockout-end = Lockout end
support-browser-locked = Locked in a known browser until
support-codes-locked = Codes locked until
support-last-failed = Final login attempt
support-last-login = Last successful login
support-cancel-session = Cancel Session
support-cancel-title = Cancel sessions of { $name }
support-cancel-text = Whoever uses a session that is cancelled has to log in again; what was not saved is lost.
support-cancel-all =
    { $count ->
        [one] Cancel the session
       *[other] Cancel all { $count } sessions
    }
support-cancelled =
    { $count ->
        [0] There was no session to cancel.
        [one] The session has been cancelled.
       *[other] { $count } sessions have been cancelled.
    }
support-no-session = Nobody is logged in as this user now.
support-contact = Contact
support-phone = Phone
support-email-unconfirmed = not confirmed
support-settings-search = Search by key
support-settings-add = Add
support-settings-none = This user has no settings yet.
support-settings-no-match = No setting has these letters in its key.
support-settings-more = These are the first { $count }. Search by key for the others.
support-setting-add = Add setting
support-setting-edit = Setting { $key }
support-setting-key = Setting Key
support-setting-value = Value
support-setting-value-hint = Any JSON, at most 64 KiB: "text", 12, true, ["a", "b"].
support-setting-format = Format Json
support-setting-taken = The user has a setting with this key already.
support-setting-added = { $key } has been added.
support-setting-saved = { $key } has been saved.
support-setting-stale = Somebody else has changed this setting in the meantime. Nothing of yours has been saved, and nothing you typed is lost. Close this and open the setting again to see theirs, or save again to replace it.
support-json-wrong = Line { $line }, column { $column }: this does not belong here.
support-json-ends = Line { $line }, column { $column }: the value ends before it is complete.
support-json-long = At most { $kib } KiB.
support-json-deep = Nested too deeply: at most { $most } levels.
