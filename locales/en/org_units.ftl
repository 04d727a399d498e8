org-units-title = Organizational units
org-units-search = Search units
org-units-show-archived = Show archived
org-units-count =
    { $count ->
        [one] one unit
       *[other] { $count } units
    }
org-units-on-page =
    { $count ->
        [one] One unit on this page
       *[other] { $count } units on this page
    }
org-units-more = Show more ({ $count } left)
org-units-unseen = There is no unit you have access to.
org-units-no-match = No unit matches.
org-units-clear = Clear search

org-unit-kind-top = Top
org-unit-kind-customer = Customer
org-unit-kind-unit = Unit
org-unit-archived = Archived

org-unit-identity = Identity
org-unit-preferences = Language and time
org-unit-name = Name
org-unit-code = Code
org-unit-code-hint = Unique. What files and commands call the unit.
org-unit-code-taken = This code is taken.
org-unit-customer-number = Customer number
org-unit-customer-number-hint = Only for a customer, that is directly below the top.
org-unit-customer-number-missing = A customer, directly below the top, needs a customer number.
org-unit-customer-number-none = Only a customer, directly below the top, has a customer number.
org-unit-customer-number-taken = This customer number is taken.
org-unit-number = Store number
org-unit-number-hint = As the chain counts its stores.
org-unit-language = Language
org-unit-time-zone = Time zone
org-unit-by-default = As the installation
org-unit-parent = Belongs to
org-unit-parent-hint = Directly below the top it is a customer.
org-unit-below-of = Belongs to

org-unit-users = Users
org-unit-users-off = Deactivated users
org-unit-below = Units below
org-unit-memberships = Memberships here
org-unit-cells = Permissions set here
org-unit-updated = Last changed
org-unit-id = Unit id
org-unit-below-directly = Directly below
org-unit-more-below = and { $count } more
org-unit-in-tree = Show in the tree

org-unit-create = Create unit
org-unit-create-text = A customer, a region, a store, a department.
org-unit-created = { $name } has been created.

org-unit-act-create = Create unit below
org-unit-act-move = Move
org-unit-act-archive = Archive
org-unit-act-unarchive = Unarchive

org-unit-archive-title = Archive { $name }
org-unit-archive-text = The unit is hidden, and nobody can be put into it. What is set on it and who is a member there is kept, and counts again when the unit is unarchived.
org-unit-archived-now = { $name } archived.
org-unit-occupied = The unit cannot be archived yet
org-unit-occupied-units =
    { $count ->
        [one] One unit directly below it is in use.
       *[other] { $count } units directly below it are in use.
    }
org-unit-occupied-hidden = Units below it that you have no access to are in use.
org-unit-occupied-users =
    { $count ->
        [one] One user belongs to it.
       *[other] { $count } users belong to it.
    }
org-unit-move-users = Move users
org-unit-unarchive-title = Unarchive { $name }
org-unit-unarchive-text = The unit is shown again, and what is set on it and who is a member there counts again at once.
org-unit-unarchived-now = { $name } is in use again.
