check-rights-system = because System holds nothing
check-rights-deactivated = because the user is deactivated
check-rights-title = Check rights
check-rights-lead = Who can do what where, and why.
check-rights-user = User
check-rights-user-hint = Leave it empty to ask who can.
check-rights-choose = Choose a permission
check-rights-ask = Check
check-rights-question = “{ $right }” in { $unit }
check-rights-can = { $name }: { $question }
check-rights-who = Who has { $question }?
check-rights-nobody = Nobody you can see can do this.
check-rights-more = All permissions
check-rights-name = Display name
check-rights-shown = { $count ->
    [one] { $count } user
   *[other] { $count } users
}
check-rights-unknown-user = There is no such user.
check-rights-right-missing = Choose a permission.
check-rights-unknown-right = There is no such permission.
check-rights-link = Check rights
check-rights-employee = because the linked employee is archived or not enabled
check-rights-unlicensed = because the user has no licence
