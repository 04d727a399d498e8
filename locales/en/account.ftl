account-tab-profile = Profile
account-tab-sessions = My sessions
account-tab-tokens = API tokens
account-tab-rights = My rights
account-tab-activity = Activity
account-activity-text = Your logins, and what you and others did with your user in the units you have access to.
account-saved = Saved.
account-preferences = Language, time and look
account-email-hint = A new address counts as unconfirmed: it cannot be used to log in or to reset the password.
account-roomy = Roomy layout
account-roomy-hint = Higher rows and buttons with a mouse, too.
account-shortcuts = Keyboard shortcuts
account-shortcuts-hint = In lists: / to search, j and k to move, x to select.
account-may = What you may do
account-may-text = Change your profile and your password, see where you are logged in, and log out elsewhere.
account-may-more = See all your rights
account-ask-administrator = You have no screens beyond this one. If you need one, ask an administrator.
account-ask = You have no screens beyond this one. If you need one, ask { $people }.
account-sessions-text = Everywhere you are or were logged in. End what you do not know, and then change your password.
account-end-others = End all other sessions
account-rights-everywhere = Everywhere
account-rights-hidden = In units that are not open to you
account-rights-administrator = You are a member of Administrators and may do everything everywhere.
account-rights-none = You hold no rights beyond your own account.
account-rights-but =
    { $count ->
        [one] { $unit }, but for one unit below
       *[other] { $unit }, but for { $count } units below
    }
account-rights-more =
    { $count ->
        [one] and one more place
       *[other] and { $count } more places
    }
account-saved-email-codes-off = Saved. Codes by email are off: set them up again once the new address is confirmed.
