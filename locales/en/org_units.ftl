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
org-unit-occupied-actors =
    { $count ->
        [one] One actor in use belongs to it: move it to another unit, or archive it.
       *[other] { $count } actors in use belong to it: move them to another unit, or archive them.
    }
org-unit-move-users = Move users
org-unit-unarchive-title = Unarchive { $name }
org-unit-unarchive-text = The unit is shown again, and what is set on it and who is a member there counts again at once.
org-unit-unarchived-now = { $name } is in use again.

org-unit-moved = { $name } moved to { $to }.
org-unit-move-title = Move { $name }
org-unit-move-stands = Now in { $place }
org-unit-move-where = Where to
org-unit-move-hint = Everything below it goes along.
org-unit-move-show = Show what changes
org-unit-move-there = { $name } is there already.
org-unit-move-circle = A unit cannot stand below itself: { $path }.
org-unit-move-overtaken = Somebody else changed this unit while you were looking. Nothing has been moved. Look again at what it changes, and move it if you still want to.
org-unit-move-changes = What moving { $name } to { $to } changes
org-unit-move-refused = You cannot move it there
org-unit-move-given-up = It is a customer no longer and gives up its customer number { $number }.
org-unit-move-licences = Licences that go along: { $along }. Left with the customer there: { $left }.
org-unit-move-licences-unlimited = Licences that go along: { $along }. The customer there has as many as it needs.
org-unit-move-becomes-customer = Directly below the top it becomes a customer.
org-unit-move-nothing = Nobody gains or loses any right.
org-unit-move-people =
    { $gaining ->
        [0] Nobody gains rights
        [one] One user gains rights
       *[other] { $gaining } users gain rights
    }, { $losing ->
        [0] nobody loses any.
        [one] one user loses some.
       *[other] { $losing } users lose some.
    }
org-unit-move-people-at-least =
    { $gaining ->
        [0] Nobody of those looked at gains rights
        [one] At least one user gains rights
       *[other] At least { $gaining } users gain rights
    }, { $losing ->
        [0] and nobody of those looked at loses any.
        [one] and at least one user loses some.
       *[other] and at least { $losing } users lose some.
    }
org-unit-move-looked-at = Only { $count } users were looked at one by one; the groups below hold for everybody.
org-unit-move-hidden = It also changes rights of people, or from units, that you have no access to.
org-unit-move-reach =
    { $leaving ->
        [0] None of them stops reaching it
        [one] One of them no longer reaches it
       *[other] { $leaving } of them no longer reach it
    }, { $entering ->
        [0] none comes to.
        [one] one comes to.
       *[other] { $entering } come to.
    }
org-unit-move-out-of-reach = No longer reaches it
org-unit-move-into-reach = Comes to reach it
org-unit-move-reach-along = Reaches the other customer instead
org-unit-move-by-group = By group: what a membership alone comes to
org-unit-move-by-user = By user: what comes of everything they are in
org-unit-move-who = Who
org-unit-move-memberships = Memberships
org-unit-move-gains = Gains
org-unit-move-losses = Loses
org-unit-move-everybody = Everybody
org-unit-move-members-at = { $group } in { $unit }
org-unit-move-members = { $group }, in what is moved and above
org-unit-move-line = { $rights } in { $places }
org-unit-move-more-places = { $names } and { $count } more
org-unit-move-hidden-place = { $rights } where you have no access
org-unit-move-do = Move { $name } to { $to }
