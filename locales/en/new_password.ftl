chosen-again-missing = Type the new password once more.
chosen-again-differs = This differs from the new password. Type both again.

new-password-title = Choose a new password
new-password-text = Your password was set by somebody else. From now on only you should know it.
new-password-submit = Save and go on
new-password-same = This is the password you were given. Choose another.

setup-done = The password is set. Log in with it.
setup-gone-title = This link does not work
setup-gone-text = It has been used, replaced by a newer one, or is more than 24 hours old.
setup-gone-help = Whoever runs the server gets a new link by starting it again, or with the command “keyholder admin recover”.
setup-gone-login = Log in
