login-refused = User name or password is wrong, or the user cannot log in now. After { $failures } failed attempts in a row a login is locked for { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
}.
login-option-password = Password
login-option-password-code = Password + code
login-option-password-recovery = Password + recovery code
login-option-activation-link = Activation link
login-option-automatic = Automatic token
session-ended-logged-out = Logged out
session-ended-logged-out-by-other = Logged out by an administrator
session-ended-password-changed = The password was changed
session-ended-two-factor-changed = Two-factor was changed
session-ended-too-many = Too many sessions were open
session-ended-deactivated = The user was deactivated
session-ended-deleted = The user was deleted
session-ended-replaced = Logged in again in the same browser
session-ended-recovered = Recovered from the server
session-ended-restored = The installation was restored from a backup
session-ended-expired = Expired
login-option-password-email = Password + email code
login-shut-out-employee = Your password is right, but the employee you are linked to is archived or not enabled, so you cannot log in.
login-shut-out-licence = Your password is right, but you have no licence, so you cannot log in.
login-shut-out-outgrown = Your password is right, but somebody who may not look after your account any more set it, or the one before it. So it works no more. Have a new one set, or a link made for you.
session-ended-employee-inactive = The linked employee was archived or switched off
session-ended-unlicensed = The licence was taken away
