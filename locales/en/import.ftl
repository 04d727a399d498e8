import-unit-unknown = No unit has the code { $code }.
import-unit-archived = The unit { $code } is archived.
import-unit-archived-row = The unit { $code } is archived. An import that replaces the tree brings it back.
import-unit-top = { $code } is the top, which is always there.
import-unit-kind = The kind can't be changed: this is a { $kind }.
import-unit-has-users =
    { $count ->
        [one] The file lacks the unit { $code }, where one user still stands.
       *[other] The file lacks the unit { $code }, where { $count } users still stand.
    }
import-unit-has-actors =
    { $count ->
        [one] The file lacks the unit { $code }, where one actor is still in use.
       *[other] The file lacks the unit { $code }, where { $count } actors are still in use.
    }
import-unit-parent-removed = The file lacks the unit { $code }, so nothing can stand below it.
import-customer-number-taken = Another customer has the number { $number }.
import-circle = This would close a circle: { $path }.
import-reserved = { $name } is a reserved name.
import-name-taken = { $name } is already the name or email of another account.
import-user-unknown = No user has the login { $name }.
import-group-unknown = No group has the name { $name }.
import-right-unknown = There is no permission { $key }.
import-right-top = { $key } can be set at the top only: leave this empty.
import-administrators-top = Administrators takes members at the top only: leave this empty.
import-administrator-dates = Administrator is a member of Administrators without dates.
import-implicit-group = Everybody is in { $group } without being put there.
import-no-member = { $name } can't be a member of a group.
import-no-cells = { $name } has no cells.
import-group-in-use = The file lacks the group { $name }, which is still in use: memberships { $members }, cells { $grants }. Remove those first.
import-removed-unit = unit { $code }
import-removed-user = user { $login }
import-removed-group = group { $name }
import-removed-membership = { $account } in { $group } at { $unit }
import-removed-grant = { $effect } { $key } for { $account } at { $unit }
import-unit-missing = Name a unit: the top is not yours to use.
import-code-taken = The code { $code } is taken.
import-unit-two-moves = A unit above this one moves too. Move the upper one by a file of its own first.
import-too-long = The file has { $rows } rows. On this page there may be { $most }; longer files are imported by the command keyholder import.
import-role-locked = The rights of { $name } are locked: it is a predefined role.
import-on-behalf-unknown = There is no user { $login } who could be linked.
import-actor-role-unknown = No role in use has the system name { $name }.
import-actor-merged = This actor was merged into another.
import-actor-field = { $field }: { $reason } A file has no column for it: fill it in on the form first.
import-removed-actor = actor { $number } { $name }
