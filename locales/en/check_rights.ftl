check-rights-system = because System holds nothing
check-rights-deactivated = because the user is deactivated
