check-rights-system = fordi System ikke har nogen rettigheder
check-rights-deactivated = fordi brugeren er deaktiveret
