login-title = Log in
login-name = User name
login-name-missing = Type your user name.
login-name-hint = Or your email address, once you have confirmed it.
login-password = Password
login-forgot = Forgot password?
login-submit = Log in
login-shared-till = On a shared till? You choose your name after logging in.

login-code-title = Two-factor
login-code-text = Enter the code that your authenticator app shows now.
login-code = Code
login-recovery-text = Enter one of the recovery codes you kept. Each works once.
login-recovery = Recovery code
login-use-recovery = Use a recovery code instead
login-use-code = Use a code from the app instead
login-restart = Start over
login-code-missing = Enter a code.
login-code-wrong = This code is wrong, or was used already. Wait for the next one.
login-recovery-wrong = This recovery code is wrong, or was used already.
login-code-locked = Too many wrong codes. Try again at { $time }.
login-locked-title = Locked for now
login-locked-meanwhile = This login is locked now, after too many failed attempts. Try again in a few minutes.
login-locked-help = After that, log in again.
login-limit-title = Too many sessions
login-limit-text = { $count ->
    [one] You have as many open sessions as you may have. To go on, this one is ended:
   *[other] You have more open sessions than you may have. To go on, these are ended:
}
login-limit-submit = { $count ->
    [one] End it and log in
   *[other] End them and log in
}

login-new-password = New password
login-repeat-password = Repeat new password
login-password-advice = At least { $minimum } characters. { password-advice }

login-email-text = You get a code by email, at { $address }.
login-email-sent = A code went to { $address } at { $time }. It works once, for ten minutes. Enter it here.
login-email-send = Send code
login-email-again = Send a new code
login-email-send-to = Send a code to { $address }
login-email-on-its-way = A code is on its way to { $address }.
login-email-too-soon = A code was sent just now. You can have another at { $time }.
login-email-stopped = Codes by email have stopped: your address was changed or is not confirmed, or no mail is sent. Use a recovery code, or ask somebody who may remove your two-factor.
login-email-wrong = This code is wrong, used already or too old. Look for the newest mail, or have a new code sent.
login-use-email = Get a code by email instead
