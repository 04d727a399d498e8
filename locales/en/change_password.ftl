change-password-own = Change your password
change-password-of = Change password of { $name }
change-password-current = Current password
change-password-current-hint = Your own, not the user's.
change-password-current-missing = Type your current password.
change-password-other-text = The user is logged out everywhere and must choose another password at the next login.
change-password-same = This is your current password. Choose another.
change-password-wrong = This is not your current password.
change-password-locked = Too many wrong passwords. Try again after { $time }.
change-password-done-own =
    { $sessions ->
        [0] Your password has been changed.
        [one] Your password has been changed. One other session has ended.
       *[other] Your password has been changed. { $sessions } other sessions have ended.
    }
change-password-done-other =
    { $sessions ->
        [0] The password has been changed. The user must choose another at the next login.
        [one] The password has been changed and one session has ended. The user must choose another at the next login.
       *[other] The password has been changed and { $sessions } sessions have ended. The user must choose another at the next login.
    }
change-password-shared = Several people use this user. Tell each of them the new password: they are not asked for another one.
change-password-done-shared =
    { $sessions ->
        [0] The password has been changed.
        [one] The password has been changed and one session has ended.
       *[other] The password has been changed and { $sessions } sessions have ended.
    }
