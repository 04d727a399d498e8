menu-actors = Actors
menu-actors-other = Other actors

actors-title-other = Other actors
actors-search = Search: { $list }
actors-new = New
actors-create = New: { $role }
actors-create-other = New actor
actors-all-kinds = Persons and organizations
actors-enabled-or-not = Enabled or not
actors-only-enabled = Only enabled
actors-only-disabled = Only not enabled
actors-show-archived = Show archived
actors-shown =
    { $count ->
        [one] One on this page
       *[other] { $count } on this page
    }
actors-empty = Nobody is here yet.
actors-empty-no-match = Nobody matches. Words must be the beginning of a word in name, number, email, phone or address.
actors-empty-unseen = You have access to no org. unit, so there is nobody to show. Ask whoever looks after your permissions.
actors-remarks-are = Remarks: { $remarks }

actors-toolbar = Actions on the selected actors
actors-selected-count = { $count } actors selected
actors-select-first = Select one or more actors first.
actors-select-one = Select only one actor.
actors-edit = Edit
actors-archive =
    { $count ->
        [one] Archive
       *[other] Archive { $count }
    }
actors-unarchive =
    { $count ->
        [one] Unarchive
       *[other] Unarchive { $count }
    }
actors-delete =
    { $count ->
        [one] Delete
       *[other] Delete { $count }
    }
actors-export = Export
actors-export-selected =
    { $count ->
        [one] Export one
       *[other] Export { $count }
    }
actors-idle-archived =
    { $count ->
        [one] The actor is archived.
       *[other] These actors are archived.
    }
actors-idle-not-archived =
    { $count ->
        [one] The actor is not archived.
       *[other] These actors are not archived.
    }

actors-column-name = Name
actors-column-state = State
actors-column-enabled = Enabled
actors-column-number = Number
actors-column-unit = Org. unit
actors-column-phone = Phone
actors-column-email = Email
actors-column-address = Address
actors-column-kind = Person or organization
actors-column-cvr = CVR
actors-column-cpr = CPR
actors-column-created-on = Created on
actors-column-created-by = Created by
actors-column-updated-on = Updated on
actors-column-updated-by = Updated by
actors-column-id = ID

actor-kind-person = Person
actor-kind-organization = Organization
actor-state-active = Active
actor-state-archived = Archived
actor-state-disabled = Not enabled

actors-action-will-skip =
    { $count ->
        [one] One actor will be skipped
       *[other] { $count } actors will be skipped
    }
actors-action-archive-title =
    { $count ->
        [one] Archive { $name }
       *[other] Archive { $count } actors
    }
actors-action-archive-label =
    { $count ->
        [one] Archive
       *[other] Archive { $count } actors
    }
actors-action-archive-text =
    { $count ->
        [one] { $name } leaves the lists until unarchived. Nothing is deleted. The user of an employee is logged out at once and cannot log in.
       *[other] They leave the lists until unarchived. Nothing is deleted. Users of employees are logged out at once and cannot log in.
    }
actors-action-archive-done =
    { $count ->
        [one] { $name } archived.
       *[other] { $count } actors archived.
    }
actors-action-archive-idle = Already archived: { $names }.
actors-action-unarchive-title =
    { $count ->
        [one] Unarchive { $name }
       *[other] Unarchive { $count } actors
    }
actors-action-unarchive-label =
    { $count ->
        [one] Unarchive
       *[other] Unarchive { $count } actors
    }
actors-action-unarchive-text =
    { $count ->
        [one] { $name } is in the lists again. The user of an employee can log in again.
       *[other] They are in the lists again. Users of employees can log in again.
    }
actors-action-unarchive-done =
    { $count ->
        [one] { $name } unarchived.
       *[other] { $count } actors unarchived.
    }
actors-action-unarchive-idle = Not archived: { $names }.
actors-action-delete-title =
    { $count ->
        [one] Delete { $name }
       *[other] Delete { $count } actors
    }
actors-action-delete-label =
    { $count ->
        [one] Delete
       *[other] Delete { $count } actors
    }
actors-action-delete-text =
    { $count ->
        [one] { $name } is deleted for good, with all fields, and leaves the activity log without a name. This cannot be undone.
       *[other] They are deleted for good, with all fields, and leave the activity log without names. This cannot be undone.
    }
actors-action-delete-done =
    { $count ->
        [one] { $name } deleted.
       *[other] { $count } actors deleted.
    }
actors-action-delete-idle = Already deleted: { $names }.
actors-action-along =
    { $count ->
        [one] with 1 that was merged into it
       *[other] with { $count } that were merged into it
    }

actor-new-text = Whoever the chain deals with. An actor is not a user: a user can be linked to it later.
actor-create = Create
actor-created = { $name } has been created.
actor-name-hint = Of a person or a company.
actor-number-hint = Unique. Given when left empty.
actor-number-taken = This number is taken.
actor-unit-hint = Where this actor belongs: who has access there sees it.
actor-cvr-hint = Eight digits; organizations only.
actor-cvr-wrong = A CVR number has eight digits.
actor-cvr-person = A person has no CVR number.
actor-cpr-hint = Ten digits; people only. Everybody without the right sees it without the last four, and each look at it is in the activity log.
actor-cpr-wrong = A CPR number has ten digits: ddmmyy-xxxx.
actor-cpr-date = The first six digits are no date.
actor-cpr-organization = An organization has no CPR number.
actor-cpr-taken = This CPR number is taken.
actor-kind-has-cpr = This actor has a CPR number, as only people have. It must be taken away first, by somebody who may edit it.
actor-kind-missing = Choose person or organization.
actor-phone-wrong = This cannot be dialled. Write digits, spaces and + ( ) - . /
actor-enabled-hint = In use. Taking it away from an employee logs the linked user out at once and keeps it out.
actor-contact = Contact
actor-address = Address
actor-postal-code = Postal code
actor-city = City
actor-country = Country
actor-remarks = Remarks
actor-remarks-hint = Shown as a warning wherever the actor is shown.
actor-roles = Roles
actor-roles-hint = Customer and Supplier exclude each other. Roles given along with a role come with it.
actor-roles-excluded = Nobody is customer and supplier at once. Take one of the two away, or make a second actor for the other.
actor-fields-of = { $role }
actor-fields-of-all = Further fields
actor-field-unsaid = Not said
actor-archived-by = Archived by
actor-common-read-only = Some fields are only to look at. { $why }

actor-user = User
actor-user-none = No user is linked.
actor-user-choose = Choose user
actor-user-title = User of { $name }
actor-user-text = The linked user may edit name, address, phone and email here. The link gives no right.
actor-user-text-employee = The linked user may edit name, address, phone and email here. The link gives no right, but while this employee is archived or not enabled, the user cannot log in.
actor-user-keep-hint = Linked now. Take the tick away to unlink, or choose another user below.
actor-user-find = Link to
actor-user-find-hint = Name, login or email
actor-user-new-hint = The link gives no right. While an employee is archived or not enabled, the linked user cannot log in.
actor-user-taken = This user is linked to another actor.
actor-user-linked = Linked to { $name }.
actor-user-unlinked = No user is linked any more.

actor-own = My contact details
actor-own-text = What the chain knows of you as a person or company. Name, address, phone, email and image are yours to change.
actor-own-saved = Saved.

actor-groups-title = Groups of { $name }
actor-groups-change = Change groups
actor-groups-nowhere = In no group.
actor-groups-untick = Untick a group to take the actor out of it.
actor-groups-add = Add to a group
actor-groups-find = Name of a group
actor-groups-add-hint = Only groups for every actor, or for a role this one has, are found.
