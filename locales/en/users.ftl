users-title = Users
users-count-active =
    { $count ->
        [one] { $count } active
       *[other] { $count } active
    }
users-locked-now = locked now
users-create = Create new user
users-search = Search users
users-show-deactivated = Show deactivated
users-shown =
    { $count ->
        [one] One user on this page
       *[other] { $count } users on this page
    }
users-empty = Nobody is here yet.
users-empty-none-locked = Nobody is locked now.
users-empty-no-match = Nobody matches. Words must be the beginning of a word in name, display name, email or org. unit.
users-empty-none-such = Nobody has these values.
users-empty-unseen = You have access to no org. unit, so there is nobody to show. Ask whoever looks after your permissions.

users-toolbar = Actions on the selected users
users-selected-count = { $count } users selected
users-select-first = Select one or more users first.
users-select-one = Select only one user.
users-edit = Edit user
users-reset =
    { $count ->
        [one] Reset failed login attempts
       *[other] Reset failed login attempts of { $count }
    }
users-log-out =
    { $count ->
        [one] Log out user
       *[other] Log out { $count } users
    }
users-deactivate =
    { $count ->
        [one] Deactivate user
       *[other] Deactivate { $count } users
    }
users-activate =
    { $count ->
        [one] Activate user
       *[other] Activate { $count } users
    }
users-delete =
    { $count ->
        [one] Delete user
       *[other] Delete { $count } users
    }
users-move =
    { $count ->
        [one] Move to org. unit
       *[other] Move { $count } users to org. unit
    }
users-two-factor =
    { $count ->
        [one] Two-factor
       *[other] Two-factor of { $count }
    }
users-ask-password =
    { $count ->
        [one] Require new password at next login
       *[other] Require new password at next login of { $count }
    }
users-export = Export
users-export-selected =
    { $count ->
        [one] Export one
       *[other] Export { $count }
    }
users-idle-deactivated =
    { $count ->
        [one] The user is deactivated.
       *[other] These users are deactivated.
    }
users-idle-active =
    { $count ->
        [one] The user is active.
       *[other] These users are active.
    }
users-idle-no-failures =
    { $count ->
        [one] There are no failed login attempts to reset.
       *[other] None of these users has failed login attempts to reset.
    }
users-idle-no-sessions =
    { $count ->
        [one] The user has no open sessions to end.
       *[other] None of these users has open sessions to end.
    }
users-idle-no-password =
    { $count ->
        [one] The user has no password yet.
       *[other] None of these users has a password yet.
    }
users-idle-shared =
    { $count ->
        [one] Several people use this user, so none of them has to choose a new password.
       *[other] Several people use these users, so none of them has to choose a new password.
    }
users-idle-password-asked =
    { $count ->
        [one] The user must choose a new password at the next login already.
       *[other] All of these users have no password or must choose a new one already.
    }

users-status-active = Active
users-status-waiting = Waiting for activation
users-status-locked = Locked
users-status-deactivated = Deactivated

users-active-within = In the last { $days } days
users-active-not-for = Not for { $days } days
users-column-display-name = Display name
users-column-name = Name
users-column-unit = Org. unit
users-column-email = Email
users-column-groups = Groups
users-column-two-factor = Two-factor
users-column-last-active = Last active
users-column-failed = Login attempts with incorrect password
users-column-status = Status
users-column-deactivated = Deactivated
users-column-locked-at = Locked at
users-column-last-automatic = Last logged in with automatic token
users-column-active-tokens = Number of active refresh tokens
users-column-created-on = Created on
users-column-updated-by = Updated by
users-column-id = ID
users-add-to-group =
    { $count ->
        [one] Add to group
       *[other] Add { $count } users to group
    }
users-copy = Copy user
