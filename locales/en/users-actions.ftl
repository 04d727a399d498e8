users-action-will-skip =
    { $count ->
        [one] One user will be skipped
       *[other] { $count } users will be skipped
    }
users-action-instead = Deactivate instead

users-action-deactivate-title =
    { $count ->
        [one] Deactivate { $name }
       *[other] Deactivate { $count } users
    }
users-action-deactivate-label =
    { $count ->
        [one] Deactivate user
       *[other] Deactivate { $count } users
    }
users-action-deactivate-text =
    { $count ->
        [one] { $name } is logged out at once and cannot log in until activated again. Password, memberships and permissions are kept.
       *[other] These users are logged out at once and cannot log in until activated again. Passwords, memberships and permissions are kept.
    }
users-action-deactivate-done =
    { $count ->
        [one] { $name } deactivated.
       *[other] { $count } users deactivated.
    }
users-action-deactivate-idle = Already deactivated: { $names }.

users-action-activate-title =
    { $count ->
        [one] Activate { $name }
       *[other] Activate { $count } users
    }
users-action-activate-label =
    { $count ->
        [one] Activate user
       *[other] Activate { $count } users
    }
users-action-activate-text =
    { $count ->
        [one] { $name } can log in again, with the last password and the same memberships and permissions.
       *[other] These users can log in again, with their last passwords and the same memberships and permissions.
    }
users-action-activate-done =
    { $count ->
        [one] { $name } activated.
       *[other] { $count } users activated.
    }
users-action-activate-idle = Already active: { $names }.

users-action-delete-title =
    { $count ->
        [one] Delete { $name }
       *[other] Delete { $count } users
    }
users-action-delete-label =
    { $count ->
        [one] Delete user
       *[other] Delete { $count } users
    }
users-action-delete-text =
    { $count ->
        [one] Names, email, password, sessions, memberships and permissions of { $name } are erased. This cannot be undone. The activity log keeps what happened, without the name.
       *[other] Names, emails, passwords, sessions, memberships and permissions of these users are erased. This cannot be undone. The activity log keeps what happened, without the names.
    }
users-action-delete-done =
    { $count ->
        [one] { $name } deleted.
       *[other] { $count } users deleted.
    }

users-action-reset-failed-logins-title =
    { $count ->
        [one] Reset failed login attempts of { $name }
       *[other] Reset failed login attempts of { $count } users
    }
users-action-reset-failed-logins-label = Reset failed login attempts
users-action-reset-failed-logins-text =
    { $count ->
        [one] The counter goes back to 0, and if { $name } is locked, the lock is lifted.
       *[other] The counters go back to 0, and locks are lifted.
    }
users-action-reset-failed-logins-done =
    { $count ->
        [one] Failed login attempts of { $name } reset.
       *[other] Failed login attempts of { $count } users reset.
    }
users-action-reset-failed-logins-idle = No failed attempts to reset: { $names }.

users-action-log-out-title =
    { $count ->
        [one] Log out { $name }
       *[other] Log out { $count } users
    }
users-action-log-out-label =
    { $count ->
        [one] Log out user
       *[other] Log out { $count } users
    }
users-action-log-out-text =
    { $count ->
        [one] All sessions of { $name } end at once, on every device. What is not saved there is lost.
       *[other] All sessions of these users end at once, on every device. What is not saved there is lost.
    }
users-action-log-out-done =
    { $count ->
        [one] { $name } logged out.
       *[other] { $count } users logged out.
    }
users-action-log-out-idle = Not logged in: { $names }.

users-action-move-title =
    { $count ->
        [one] Move { $name }
       *[other] Move { $count } users
    }
users-action-move-label = Move to org. unit
users-action-move-text =
    { $count ->
        [one] { $name } will belong to the org. unit you choose. Permissions stay where they are, and so do memberships unless you move them along.
       *[other] These users will belong to the org. unit you choose. Permissions stay where they are, and so do memberships unless you move them along.
    }
users-action-move-done =
    { $count ->
        [one] { $name } moved.
       *[other] { $count } users moved.
    }
users-action-move-idle = Already in this org. unit: { $names }.

users-action-require-new-password-title =
    { $count ->
        [one] Require a new password of { $name }
       *[other] Require a new password of { $count } users
    }
users-action-require-new-password-label = Require new password at next login
users-action-require-new-password-text =
    { $count ->
        [one] At the next login { $name } must choose a new password before anything else. The present one works until then.
       *[other] At their next login these users must choose a new password before anything else. The present ones work until then.
    }
users-action-require-new-password-done =
    { $count ->
        [one] { $name } must choose a new password at the next login.
       *[other] { $count } users must choose a new password at their next login.
    }
users-action-require-new-password-idle = Without a password, used by several people, or already asked for a new one: { $names }.

users-action-two-factor-title =
    { $count ->
        [one] Two-factor of { $name }
       *[other] Two-factor of { $count } users
    }
users-action-two-factor-label = Save
users-action-two-factor-text =
    { $count ->
        [one] What should become of the second factor of this user?
       *[other] What should become of the second factor of these users?
    }
users-action-two-factor-what = Two-factor
users-action-two-factor-require = Require at the next login
users-action-two-factor-remove = Remove: the phone is lost
users-action-two-factor-hint = Removing ends all sessions. Where a second factor is required, a new one is set up at the next login. Nobody sees the key of another.
users-action-two-factor-kept = Not removed: { $reasons }
users-action-two-factor-choose = Choose one.
users-action-two-factor-done =
    { $count ->
        [one] Done for { $name }.
       *[other] Done for { $count } users.
    }
users-action-two-factor-idle = Nothing to do: { $names }.

users-action-move-along = Move the memberships along
users-action-move-along-hint = What the users are in within their old org. unit, they are in within the new one instead. Only as far as you hold what the groups give there.
users-action-add-to-group-title =
    { $count ->
        [one] Add { $name } to a group
       *[other] Add { $count } users to a group
    }
users-action-add-to-group-label =
    { $count ->
        [one] Add to group
       *[other] Add { $count } users
    }
users-action-add-to-group-text =
    { $count ->
        [one] { $name } gets what the group gives, at the next click.
       *[other] These users get what the group gives, at their next click.
    }
users-action-add-to-group-done =
    { $count ->
        [one] { $name } added.
       *[other] { $count } users added.
    }
users-action-add-to-group-idle = In the group there already: { $names }.
users-action-own-unit =
    { $count ->
        [one] Within the user's own org. unit
       *[other] Each within their own org. unit
    }
users-action-own-unit-hint = Takes the place of the org. unit below.
users-action-one-unit =
    { $count ->
        [one] Within this org. unit
       *[other] All within this org. unit
    }
