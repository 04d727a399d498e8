chosen-again-missing = Type the new password once more.
chosen-again-differs = This differs from the new password. Type both again.

new-password-title = Choose a new password
new-password-text = Your password was set by somebody else. From now on only you should know it.
new-password-submit = Save and go on
new-password-same = This is the password you were given. Choose another.

