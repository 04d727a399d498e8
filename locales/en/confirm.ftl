confirm-title = Confirm that it is you
confirm-text = This is a sensitive change, and it is a while since you last gave your password. What you entered is kept.
confirm-submit = Confirm and go on
