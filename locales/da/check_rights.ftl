check-rights-system = fordi System ikke har nogen rettigheder
check-rights-deactivated = fordi brugeren er deaktiveret
check-rights-title = Kontrollér rettigheder
check-rights-lead = Hvem kan hvad hvor, og hvorfor.
check-rights-user = Bruger
check-rights-user-hint = Lad feltet stå tomt for at spørge, hvem der kan.
check-rights-choose = Vælg en rettighed
check-rights-ask = Kontrollér
check-rights-question = »{ $right }« i { $unit }
check-rights-can = { $name }: { $question }
check-rights-who = Hvem har { $question }?
check-rights-nobody = Ingen, du kan se, kan gøre dette.
check-rights-more = Alle rettigheder
check-rights-name = Visningsnavn
check-rights-shown = { $count ->
    [one] { $count } bruger
   *[other] { $count } brugere
}
check-rights-unknown-user = Der er ingen bruger med det navn.
check-rights-right-missing = Vælg en rettighed.
check-rights-unknown-right = Der er ingen rettighed med det navn.
check-rights-link = Kontrollér rettigheder
check-rights-employee = fordi den tilknyttede medarbejder er arkiveret eller ikke aktiveret
check-rights-unlicensed = fordi brugeren ikke har nogen licens
