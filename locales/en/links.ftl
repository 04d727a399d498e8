# Links that set a password: the tab of a user, the pages they lead to.
link-activation = Activation link
link-activation-text = Lets this user choose the first password and logs them in. Works once, for { $days ->
    [one] a day
   *[other] { $days } days
}.
link-reset = Reset password link
link-reset-text = Lets this user set a new password. Works once, for { $minutes ->
    [60] an hour
   *[other] { $minutes } minutes
}, until the next login. All sessions end.
link-none = There is no link.
link-is-open = Works until { $time }.
link-is-used = Used { $time }.
link-is-revoked = Revoked { $time }.
link-is-expired = Expired { $time }.
link-created = Created
link-created-by = Created by
link-by-owner = Asked for on the login page
link-mailed = Sent to
link-qr = The link as a QR code
link-qr-text = Scan it with the phone of the user, or print it and hand it over.
link-print = Print
link-of-another = Only whoever made it can copy it. If you create a new one, this one stops working.
link-create = Create link
link-create-new = Create new link
link-send = Send
link-send-again = Send again
link-revoke = Revoke
link-no-mail = No mail is set up: copy the link and hand it over.
link-no-address = This user has no email address: copy the link and hand it over.
link-unconfirmed = The address of this user is not confirmed, so the link is not mailed: copy it and hand it over.
link-withheld = Somebody who holds fewer rights than this user set the address, so the link is not mailed there: copy it and hand it over, or change the address.
link-done-created = A new link was created. Older ones no longer work.
link-done-sent = The link is on its way to { $address }.
link-done-revoked = The link was revoked.
link-done-not = There is no such link for this user any more.
by-link-activation-title = Activate your account
by-link-activation-text = Choose a password for { $name }. Then you are logged in.
by-link-activation-submit = Activate
by-link-activation-done = Your account is active.
by-link-reset-title = Set a new password
by-link-reset-text = For { $name }. All sessions end; then log in with the new password.
by-link-reset-submit = Set the password
by-link-setup-title = Welcome to Keyholder
by-link-setup-text = Choose the password of { $name }, who may do everything.
by-link-setup-submit = Set password
by-link-another = Nothing was done: another link was opened in this browser after that one. This page is now about { $name }.
by-link-done = The password is set. Log in with it.
by-link-log-in = Log in
link-over-used-title = This link has been used
link-over-used-text = A link works only once.
link-over-revoked-title = This link was withdrawn
link-over-revoked-text = A newer link has taken its place, or somebody revoked it.
link-over-by-hand-text = Somebody revoked it.
link-over-newer-text = A newer link has taken its place. Use that one.
link-over-login-text = Its user has logged in since, so it is not needed any more.
link-over-password-text = The password has been changed since.
link-over-outgrown-text = Whoever made it may not look after the account any more, which was given more rights since.
link-over-expired-title = This link has expired
link-over-expired-text = Links work for a limited time.
link-over-unknown-title = This link does not work
link-over-unknown-text = Perhaps it was cut off on the way, or it is very old.
link-over-closed-title = Open the link again
link-over-closed-text = This page was open for longer than { $minutes } minutes, or in another browser. Nothing was changed.
link-over-closed-help = Open the link once more where you have it: in the mail, or as a code to scan.
link-over-setup-help = Whoever runs the server gets a new link by starting it again, or with the command “keyholder admin recover”.
link-over-activation-help = If you have chosen a password already, log in. If not, ask your manager for a new activation link.
link-over-reset-help = If you still need a new password, ask for a new link on the login page, or ask your manager.
link-over-email-help = Log in and send a new link from your own account, or ask your manager.
users-send-activation = { $count ->
    [one] Send activation link
   *[other] Send { $count } activation links
}
users-send-reset = { $count ->
    [one] Reset password link
   *[other] { $count } reset password links
}
users-idle-not-waiting = { $count ->
    [one] This user does not wait for activation.
   *[other] None of these users waits for activation.
}
users-idle-no-reset = { $count ->
    [one] Only for active users who have a password.
   *[other] None of these users is active and has a password.
}
users-action-send-activation-link-title = { $count ->
    [one] Send { $name } an activation link
   *[other] Send { $count } activation links
}
users-action-send-activation-link-label = { $count ->
    [one] Send link
   *[other] Send { $count } links
}
users-action-send-activation-link-text = { $count ->
    [one] { $name } gets a new link by mail, if mail is set up and there is an address. It can be copied on the tab Links and API tokens. The one before stops working.
   *[other] These users get a new link by mail, if mail is set up and they have an address. The links can be copied on the tab Links and API tokens of each. Those before stop working.
}
users-action-send-activation-link-done = { $count ->
    [one] A new activation link for { $name } was created, and mailed if there is an address.
   *[other] { $count } activation links were created, and mailed to those who have an address.
}
users-action-send-activation-link-idle = Not waiting for activation: { $names }.
users-action-send-reset-link-title = { $count ->
    [one] Reset password link for { $name }
   *[other] Reset password links for { $count } users
}
users-action-send-reset-link-label = { $count ->
    [one] Create link
   *[other] Create { $count } links
}
users-action-send-reset-link-text = { $count ->
    [one] { $name } gets a new link by mail, if mail is set up and the address is confirmed. It can be copied on the tab Links and API tokens. The present password works until the link is used.
   *[other] These users get a new link by mail, if mail is set up and their address is confirmed. The links can be copied on the tab Links and API tokens of each. The present passwords work until the links are used.
}
users-action-send-reset-link-done = { $count ->
    [one] A reset password link for { $name } was created, and mailed if the address is confirmed.
   *[other] { $count } reset password links were created, and mailed to those whose address is confirmed.
}
users-action-send-reset-link-idle = Deactivated, or without a password: { $names }.
user-act-send-activation-link = Send activation link
user-act-send-reset-link = Reset password link
user-send-link = Send activation link instead
user-send-link-hint = The user chooses the password. The link is shown after Save, and mailed if mail is set up and there is an address.
user-link-deactivated = Only for users who are enabled.
user-link-nobody = The link would reach nobody: enter an email address, if mail is set up, or a password. To copy links you need Change password of other users here.
user-link-copy = Copy the link and hand it over.
account-confirm-email = Send a link that confirms the address
account-confirm-email-later = Links were mailed to this address. The next one can be sent from { $time } on.
account-email-by-other = Somebody who looked after your account set this address. Until you confirm it while you are logged in, no new password is mailed to it.
forgot-title = Forgot password?
forgot-text = Enter your user name, or your confirmed email address. A link that sets a new password is mailed to you.
forgot-submit = Send link
forgot-asked = If there is an account with a confirmed email address, a link is on its way. It works for { $minutes ->
    [60] an hour
   *[other] { $minutes } minutes
}.
forgot-no-mail = This installation sends no mail.
forgot-ask-manager = Ask your manager. They can make a link for you, to scan or to copy.
forgot-manager = Without mail: ask your manager. They can make a link for you, to scan or to copy.
confirm-email-title = Confirm your address
confirm-email-text = { $address } shall count for the account { $login }.
confirm-email-submit = Confirm
confirm-email-done = The address is confirmed.
