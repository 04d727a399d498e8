# Login security: from where people log in, and the policies of logins (SPEC 5.2).
menu-login-security = Login security
login-security-audit = Audit
login-security-allowed = Allowed IP addresses or ranges
login-security-blocked = Blocked IP addresses or ranges
login-security-settings = Settings
login-security-unit = Organizational unit
login-security-user = User
login-security-email = Email
login-security-address = IP addresses
login-security-first-login = Date of first login
login-security-last-blocked = Date of last blocked login attempt
login-security-attempts = Number of blocked attempts
login-security-last-success = Date of last successful login
login-security-logins = Successful logins
login-security-attempts-least = Blocked attempts, at least
login-security-logins-least = Successful logins, at least
login-security-is-blocked = Blocked
login-security-is-allowed = Allowed
login-security-row = { $user } from { $address }
login-security-search = Search users
login-security-filters = Filters
login-security-toolbar = What is done with the ticked rows
login-security-audit-shown = { $count ->
    [one] 1 row
   *[other] { $count } rows
}
login-security-audit-empty = Nobody has logged in yet.
login-security-audit-none-found = No login fits these filters.
login-security-select-first = Select one or more addresses first.
login-security-approve = Approve address
login-security-approve-text = { $count ->
    [one] This address is put on the list of allowed ones:
   *[other] These { $count } addresses are put on the list of allowed ones:
}
login-security-approve-blocked = { $count ->
    [one] { $addresses } is on the list of blocked addresses, too, and stays blocked until it is taken off that list.
   *[other] { $addresses } are on the list of blocked addresses, too, and stay blocked until they are taken off that list.
}
login-security-approve-later = By the present method every address that is not blocked may log in. The list counts once the method is Allow list or Allow list or two-factor.
login-security-approved = { $count ->
    [0] The addresses were on the list already.
    [one] 1 address is allowed now.
   *[other] { $count } addresses are allowed now.
}
login-security-own = You are at { $address }.
login-security-find = Search address or note
login-security-shown = { $count ->
    [one] 1 address or range
   *[other] { $count } addresses or ranges
}
login-security-none-found = No address or range fits.
login-security-show-all = Show all
login-security-range = Address or range
login-security-range-hint = 192.0.2.7, 192.0.2.0/24, 2001:db8::/32
login-security-range-wrong = Enter an IP address, such as 192.0.2.7, or a range, such as 192.0.2.0/24.
login-security-range-inside = The range begins elsewhere: enter { $range }, or the address alone.
login-security-range-there = This address or range is on the list already.
login-security-note = Note
login-security-note-long = Use at most { $most } characters.
login-security-expires = Expires
login-security-expires-hint = Empty: it counts until it is removed.
login-security-expires-past = This moment is past.
login-security-never = Never
login-security-over = Expired
login-security-by = Added by
login-security-on = Added on
login-security-automatic = Automatic
login-security-any-expiry = With and without an end
login-security-only-lasting = Without an end
login-security-only-ending = Expires later
login-security-any-maker = Added by anybody
login-security-only-automatic = Added automatically
login-security-only-by-hand = Added by hand
login-security-add = Add
login-security-added = { $range } is on the list.
login-security-remove = Remove
login-security-removed = { $range } is off the list.
login-security-remove-title = Remove { $range }
login-security-allowed-title = Allowed IP addresses or ranges
login-security-allowed-new = Allow address or range
login-security-allowed-remove = It is no longer allowed by this list. Sessions from there go on only as the method and the other ranges let them.
login-security-allowed-empty = No address is on the list of allowed ones.
login-security-allowed-off = The method is Off: every address that is not blocked may log in, and this list changes nothing.
login-security-allowed-log = The method is Log only: every address that is not blocked may log in; the log says which were not on this list.
login-security-allowed-allow = Only addresses on this list may log in.
login-security-allowed-allow-or-two-factor = Addresses on this list may log in, others only with a second factor.
login-security-blocked-title = Blocked IP addresses or ranges
login-security-blocked-new = Block address or range
login-security-blocked-remove = It may log in again, as far as the method lets it.
login-security-blocked-empty = No address is blocked.
login-security-blocked-text = Nothing is answered to these addresses, whatever the method and even if they are allowed. Their sessions stop at the next request.
login-security-shut-out = I know whom I shut out
login-security-shuts-others-out = With this no other administrator can log in from the address of their last login. They are told by mail.
login-security-shuts-out = You are at { $address }: with this your own session ends at its next request, and you can not log in from here any more. The way back is an allowed address, or the command keyholder admin recover --reset-address-rules.
login-security-addresses = Addresses
login-security-method = Method
login-security-method-hint = What becomes of addresses that are on neither list. Blocked ones are refused by every method.
login-security-method-off = Off
login-security-method-log = Log only
login-security-method-allow = Allow list
login-security-method-allow-or-two-factor = Allow list or two-factor
login-security-block-after = Automatic block after failed logins from one address
login-security-block-after-hint = Within an hour, whoever was tried; wrong codes and wrong passwords at a confirmation count too. 5 to 10000. Empty: never. Allowed addresses are not blocked.
login-security-block-minutes = Minutes of an automatic block
login-security-block-minutes-hint = 1 to 43200, which is 30 days.
login-security-lockout = Lockout
login-security-lock-after = Failed logins in a row that lock a user
login-security-lock-after-hint = 3 to 100.
login-security-lock-minutes = Minutes of a lock
login-security-lock-minutes-hint = 1 to 1440. Always the same length.
login-security-two-factor = Two-factor
login-security-require-two-factor = Require two-factor
login-security-require-two-factor-hint = Everybody needs a second factor from their next login on.
login-security-email-codes-hint = Where mail is set up, people may choose codes by email as their second factor. Without the tick, whoever has nothing else sets up an app at the next login.
login-security-passwords = Passwords
login-security-password-min = Shortest password
login-security-password-min-hint = 8 to 64 characters; 15 is the advice where the password is the only factor.
login-security-password-min-beside = Shortest password beside a second factor
login-security-password-min-beside-hint = 8 to 64 characters, for whoever must use a second factor.
login-security-password-classes = Kinds of characters
login-security-password-classes-hint = How many of lower case, upper case, digits and others a password needs; 0 asks for none.
login-security-password-score = Lowest strength
login-security-password-score-hint = 0 (guessed at once) to 4 (very hard to guess). Common passwords are refused whatever it says.
login-security-number-wrong = Enter a number from { $least } to { $most }.
error-blocked-title = This address is blocked
error-blocked-text = Nothing is answered to { $address }. Whoever administers logins can take it off the list of blocked addresses.
error-unlisted-title = This address is not allowed
error-unlisted-text = Logging in is possible from known addresses only, and { $address } is not one of them. Whoever administers logins can approve it.
error-unlisted-two-factor-text = From { $address } logging in is possible only with a second factor, and this login has none. Log in from a known address and set up two-factor first, or let the address be approved.

activity-address-allowed = Address allowed
activity-address-not-allowed = Address no longer allowed
activity-address-blocked = Address blocked
activity-address-not-blocked = Address no longer blocked
activity-login-barred = Login refused: address
activity-login-security-changed = Login security changed
activity-login-security-opened = Every address let in again
activity-field-range = Address or range
activity-field-note = Note
activity-field-automatic = Automatic
activity-field-minutes = Minutes
activity-field-why = Reason
activity-field-unlisted = Address on no list
activity-field-blocked-removed = Blocked ones removed
activity-field-address-method = Method
activity-field-block-after = Automatic block after failed logins
activity-field-block-minutes = Minutes of an automatic block
activity-field-lock-after = Failed logins that lock a user
activity-field-lock-minutes = Minutes of a lock
activity-field-password-min = Shortest password
activity-field-password-min-beside = Shortest password beside a second factor
activity-field-password-classes = Kinds of characters
activity-field-password-score = Lowest strength
activity-value-why-blocked = Blocked
activity-value-why-unlisted = Not on the list of allowed addresses
activity-value-why-without-second-factor = Not on the list, and without a second factor
activity-value-address-method-off = Off
activity-value-address-method-log = Log only
activity-value-address-method-allow = Allow list
activity-value-address-method-allow-or-two-factor = Allow list or two-factor
activity-value-from-audit = Audit
