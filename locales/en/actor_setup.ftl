# Delivered roles of actors, as long as nobody has renamed them.
actor-role-customer = Customer
actor-role-supplier = Supplier
actor-role-employee = Employee
actor-roles-customer = Customers
actor-roles-supplier = Suppliers
actor-roles-employee = Employees

# Fields of roles and metadata records.
actor-field-kind-text = Text
actor-field-kind-number = Number
actor-field-kind-date = Date
actor-field-kind-choice = Choice
actor-field-kind-yes-no = Yes/no
actor-field-yes = Yes
actor-field-no = No
actor-field-number = This is not a number. Write it like { $example }.
actor-field-number-long = At most 15 digits before the decimal sign and 6 after it.
actor-field-date = This is not a date. Write it like 31-12-2026.
actor-field-choice = Choose one of: { $choices }.
actor-field-yes-no = Choose yes or no.

# Actor roles.
actor-roles-create = Create new actor role
actor-roles-text = What actors can be. A role that is a directory has a list of its own and four rights.
actor-role-card = Role
actor-role-display-name = Display name
actor-role-display-name-hint = What people see; the rights of a directory are called after it.
actor-role-display-name-taken = Another role has this name.
actor-role-name = System name
actor-role-name-hint = For files and the keys of rights: small letters a to z, digits and hyphens. It can't be changed later.
actor-role-name-fixed = A system name is fixed: files and programs refer to it.
actor-role-name-wrong = Use small letters a to z, digits and hyphens only, and begin with a letter.
actor-role-name-taken = Another role has this system name.
actor-role-short-name = Short name
actor-role-short-name-hint = A few letters, for narrow places.
actor-role-description = Description
actor-role-state = State
actor-role-enabled = Enabled
actor-role-enabled-hint = A role that is not enabled is offered for no more actors; who has it keeps it.
actor-role-is-enabled = Enabled
actor-role-is-disabled = Not enabled
actor-role-directory = Directory
actor-role-directory-hint = Gives the role a list of its own and the rights Create, Edit, Achive / Unarchive and Delete. Administrators hold them at once, everybody else is granted them under Permissions.
actor-role-directory-stays = Delivered roles stay directories.
actor-role-directory-confirm =
    { $count ->
        [one] Without the directory its four rights are gone, and with them the one place where somebody is allowed or denied one of them.
       *[other] Without the directory its four rights are gone, and with them all { $count } places where somebody is allowed or denied one of them.
    }
actor-role-directory-confirm-label = Remove the rights and what was granted
actor-role-directory-confirm-first = Tick this to save, or keep the directory.
actor-role-gives = Roles given along
actor-role-gives-hint = An actor that gets this role gets these too.
actor-role-gives-excluded = Customer and Supplier exclude each other, so no role can bring both.
actor-role-delivered = Delivered
actor-role-delivered-stays = Delivered roles are not deleted. One that is not enabled is out of the way.
actor-role-in-use = Actors have this role. Take it away from them first, or leave the role and let it not be enabled.
actor-role-in-use-by-groups = A group of actors is for this role alone. Give the group another role or delete it first.
actor-role-delete-fields =
    { $count ->
        [one] Its field goes with it.
       *[other] Its { $count } fields go with it.
    }
actor-role-delete-rights =
    { $count ->
        [0] Its four rights go with it.
        [one] Its four rights go with it, and one place where somebody is allowed or denied one of them.
       *[other] Its four rights go with it, and { $count } places where somebody is allowed or denied one of them.
    }
actor-setup-conflict = Nothing of yours has been saved, and nothing you typed is lost. Save again to put your version in place of theirs.

# Fields of roles.
actor-role-fields = Fields
actor-fields-text = What is asked about actors with this role, in this order.
actor-fields-none = This role has no fields yet.
actor-fields-stale = Somebody else has changed the fields in the meantime. This is how they are now; nothing was moved.
actor-fields-arranged = { $field } stands at place { $place } now.
actor-field-new = Add field
actor-field-card = Field
actor-field-label = Name
actor-field-label-hint = As it stands at the field, in your own words.
actor-field-label-taken = Another field here has this name.
actor-field-kind = Type
actor-field-kind-fixed = Actors have been given values of this type, so it stays.
actor-field-required = Required
actor-field-required-hint = Actors that lack it are asked at their next save; nothing happens to them before.
actor-field-choices = Choices
actor-field-choices-hint = For the type Choice: one a line, in the order they are offered. Actors keep a choice that is taken off the list.
actor-field-choices-none = Write at least one choice.
actor-field-choices-many = At most { $max } choices.
actor-field-choices-twice = “{ $choice }” is there twice.
actor-field-first = It stands first already.
actor-field-last = It stands last already.
actor-field-up = Move { $field } up
actor-field-down = Move { $field } down
actor-field-created = { $field } has been added.
actor-field-remove = Remove
actor-field-remove-title = Remove { $field }
actor-field-remove-empty = No actor has a value in it. This cannot be undone.
actor-field-remove-values =
    { $count ->
        [one] The value of one actor goes with it. This cannot be undone.
       *[other] The values of { $count } actors go with it. This cannot be undone.
    }
actor-field-remove-many = The values of more than { $count } actors go with it. This cannot be undone.
actor-field-removed = { $field } has been removed.
actor-metadata-key = Key
actor-metadata-key-wrong = Begin with a letter a to z and use letters, digits, . _ and - only.
actor-metadata-role = Applies to
actor-metadata-role-fixed = Actors have been given values, so it can only be widened to every actor.

# Metadata records.
actor-metadata-create = Create new metadata record
actor-metadata-text = Named extra fields of actors, for programs of the chain and for people: a key, a name, a type.
actor-metadata-none = There are no metadata records yet.
actor-metadata-card = Metadata record
actor-metadata-key-hint = For programs and files: letters a to z, digits, . _ and -. It can't be changed later.
actor-metadata-key-fixed = A key is fixed: programs and files refer to it.
actor-metadata-key-taken = Another metadata record has this key.
actor-metadata-every = Every actor

# Attachment types.
attachment-types-create = Create new attachment type
attachment-types-text = What attachments of notes can be, such as contracts or receipts.
attachment-types-none = There are no attachment types yet.
attachment-type-card = Attachment type
attachment-type-name-hint = For programs and files: letters a to z and digits, no spaces or special letters. It can't be changed later.
attachment-type-name-wrong = Use letters a to z and digits only: no spaces, no special letters.
attachment-type-name-taken = Another attachment type has this system name.
attachment-type-display-name-taken = Another attachment type has this name.
attachment-type-in-use = Attachments have this type, so it stays.

# Actors setup.
actors-division = Level of division
actors-division-text = From which level of the organization on actors are separate. Below one unit of that level all units share their actors: whoever has Access to one of them sees and finds the actors of all.
actors-division-hint = It counts for everybody at their next page.
actors-division-narrower = Levels at which more is shared than now are not offered. { $why }
actors-division-rights = Only seeing is shared. Whoever creates, edits, archives or deletes an actor needs the right in the actor's own unit.
actors-division-above = Actors that stand above the level are seen with Access to their own unit only.
actors-division-names = A unit that the reader has no Access to is not named, even where its actors are seen.
actors-division-each = Each unit for itself, as everything else
actors-division-customer = Level 1: the customer
actors-division-customer-such = Level 1: the customer ({ $units })
actors-division-level = Level { $level }
actors-division-level-such = Level { $level }, such as { $units }

# Actor groups.
actor-groups-create = Create new actor group
actor-groups-search = Search actor groups
actor-groups-none = There are no actor groups yet. A group gathers actors, such as the members of a club; it gives no rights.
actor-groups-no-match = No actor group matches. Words must be the beginning of a word in its name.
actor-groups-shown =
    { $count ->
        [one] One group
       *[other] { $count } groups
    }
actor-group-card = Actor group
actor-group-name = Name
actor-group-name-taken = Another actor group has this name.
actor-group-role = For
actor-group-role-hint = With a role, only actors that have it can be members.
actor-group-role-members = Members of the group lack this role. Take them out first.
actor-group-members = Members
actor-group-members-none = No members that you may see.
actor-group-members-shown =
    { $count ->
        [one] One member
       *[other] { $count } members
    }
actor-group-add = Add member
actor-group-actor = Actor
actor-group-number = Number
actor-group-find = Name, number, email, phone or address
actor-group-find-hint = For: { $role }. Only actors that you may see and that are not archived are found.
actor-group-choose = Find an actor and choose it.
actor-group-member-added = { $name } is a member now.
actor-group-member-already = This actor is a member already.
actor-group-member-role = This actor lacks the role that the group is for.
actor-group-member-removed = { $name } is no longer a member.
actor-group-delete-members = The actors in it stay as they are.
actor-group-archived = Archived
