users-action-will-skip =
    { $count ->
        [one] Én bruger springes over
       *[other] { $count } brugere springes over
    }
users-action-instead = Deaktivér i stedet

users-action-deactivate-title =
    { $count ->
        [one] Deaktivér { $name }
       *[other] Deaktivér { $count } brugere
    }
users-action-deactivate-label =
    { $count ->
        [one] Deaktivér bruger
       *[other] Deaktivér { $count } brugere
    }
users-action-deactivate-text =
    { $count ->
        [one] { $name } bliver straks logget ud og kan ikke logge ind, før brugeren aktiveres igen. Adgangskode, medlemskaber og rettigheder beholdes.
       *[other] Brugerne bliver straks logget ud og kan ikke logge ind, før de aktiveres igen. Adgangskoder, medlemskaber og rettigheder beholdes.
    }
users-action-deactivate-done =
    { $count ->
        [one] { $name } er deaktiveret.
       *[other] { $count } brugere er deaktiveret.
    }
users-action-deactivate-idle = Allerede deaktiveret: { $names }.

users-action-activate-title =
    { $count ->
        [one] Aktivér { $name }
       *[other] Aktivér { $count } brugere
    }
users-action-activate-label =
    { $count ->
        [one] Aktivér bruger
       *[other] Aktivér { $count } brugere
    }
users-action-activate-text =
    { $count ->
        [one] { $name } kan logge ind igen med den seneste adgangskode og de samme medlemskaber og rettigheder.
       *[other] Brugerne kan logge ind igen med deres seneste adgangskoder og de samme medlemskaber og rettigheder.
    }
users-action-activate-done =
    { $count ->
        [one] { $name } er aktiveret.
       *[other] { $count } brugere er aktiveret.
    }
users-action-activate-idle = Allerede aktiv: { $names }.

users-action-delete-title =
    { $count ->
        [one] Slet { $name }
       *[other] Slet { $count } brugere
    }
users-action-delete-label =
    { $count ->
        [one] Slet bruger
       *[other] Slet { $count } brugere
    }
users-action-delete-text =
    { $count ->
        [one] Navne, e-mail, adgangskode, sessioner, medlemskaber og rettigheder for { $name } slettes. Det kan ikke fortrydes. Aktivitetsloggen beholder, hvad der skete, men uden navnet.
       *[other] Navne, e-mailadresser, adgangskoder, sessioner, medlemskaber og rettigheder for brugerne slettes. Det kan ikke fortrydes. Aktivitetsloggen beholder, hvad der skete, men uden navnene.
    }
users-action-delete-done =
    { $count ->
        [one] { $name } er slettet.
       *[other] { $count } brugere er slettet.
    }

users-action-reset-failed-logins-title =
    { $count ->
        [one] Nulstil mislykkede loginforsøg for { $name }
       *[other] Nulstil mislykkede loginforsøg for { $count } brugere
    }
users-action-reset-failed-logins-label = Nulstil mislykkede loginforsøg
users-action-reset-failed-logins-text =
    { $count ->
        [one] Tælleren går tilbage til 0, og hvis { $name } er låst, ophæves låsen.
       *[other] Tællerne går tilbage til 0, og låse ophæves.
    }
users-action-reset-failed-logins-done =
    { $count ->
        [one] Mislykkede loginforsøg for { $name } er nulstillet.
       *[other] Mislykkede loginforsøg for { $count } brugere er nulstillet.
    }
users-action-reset-failed-logins-idle = Ingen mislykkede forsøg at nulstille: { $names }.

users-action-log-out-title =
    { $count ->
        [one] Log { $name } ud
       *[other] Log { $count } brugere ud
    }
users-action-log-out-label =
    { $count ->
        [one] Log bruger ud
       *[other] Log { $count } brugere ud
    }
users-action-log-out-text =
    { $count ->
        [one] Alle sessioner for { $name } afsluttes straks på alle apparater. Det, der ikke er gemt dér, går tabt.
       *[other] Alle sessioner for brugerne afsluttes straks på alle apparater. Det, der ikke er gemt dér, går tabt.
    }
users-action-log-out-done =
    { $count ->
        [one] { $name } er logget ud.
       *[other] { $count } brugere er logget ud.
    }
users-action-log-out-idle = Ikke logget ind: { $names }.

users-action-move-title =
    { $count ->
        [one] Flyt { $name }
       *[other] Flyt { $count } brugere
    }
users-action-move-label = Flyt til enhed
users-action-move-text =
    { $count ->
        [one] { $name } kommer til at høre til den enhed, du vælger. Rettigheder bliver, hvor de er, og det gør medlemskaber også, medmindre du flytter dem med.
       *[other] Brugerne kommer til at høre til den enhed, du vælger. Rettigheder bliver, hvor de er, og det gør medlemskaber også, medmindre du flytter dem med.
    }
users-action-move-done =
    { $count ->
        [one] { $name } er flyttet.
       *[other] { $count } brugere er flyttet.
    }
users-action-move-idle = Allerede i denne enhed: { $names }.

users-action-require-new-password-title =
    { $count ->
        [one] Kræv ny adgangskode af { $name }
       *[other] Kræv ny adgangskode af { $count } brugere
    }
users-action-require-new-password-label = Kræv ny adgangskode ved næste login
users-action-require-new-password-text =
    { $count ->
        [one] Ved næste login skal { $name } vælge en ny adgangskode før alt andet. Den nuværende virker indtil da.
       *[other] Ved deres næste login skal brugerne vælge en ny adgangskode før alt andet. De nuværende virker indtil da.
    }
users-action-require-new-password-done =
    { $count ->
        [one] { $name } skal vælge en ny adgangskode ved næste login.
       *[other] { $count } brugere skal vælge en ny adgangskode ved deres næste login.
    }
users-action-require-new-password-idle = Uden adgangskode, brugt af flere, eller allerede bedt om en ny: { $names }.

users-action-two-factor-title =
    { $count ->
        [one] Totrinsgodkendelse for { $name }
       *[other] Totrinsgodkendelse for { $count } brugere
    }
users-action-two-factor-label = Gem
users-action-two-factor-text =
    { $count ->
        [one] Hvad skal der ske med denne brugers ekstra faktor?
       *[other] Hvad skal der ske med disse brugeres ekstra faktor?
    }
users-action-two-factor-what = Totrinsgodkendelse
users-action-two-factor-require = Kræv ved næste login
users-action-two-factor-remove = Fjern: telefonen er mistet
users-action-two-factor-hint = At fjerne den afslutter alle sessioner. Hvor en ekstra faktor kræves, sættes en ny op ved næste login. Ingen ser en andens nøgle.
users-action-two-factor-kept = Fjernes ikke: { $reasons }
users-action-two-factor-choose = Vælg en.
users-action-two-factor-done =
    { $count ->
        [one] Gjort for { $name }.
       *[other] Gjort for { $count } brugere.
    }
users-action-two-factor-idle = Intet at gøre: { $names }.

users-action-move-along = Flyt medlemskaberne med
users-action-move-along-hint = Brugernes medlemskaber i den gamle enhed kommer i stedet til at gælde i den nye. Kun så vidt du selv har det, grupperne giver der.
users-action-add-to-group-title =
    { $count ->
        [one] Føj { $name } til en gruppe
       *[other] Føj { $count } brugere til en gruppe
    }
users-action-add-to-group-label =
    { $count ->
        [one] Føj til gruppe
       *[other] Tilføj { $count } brugere
    }
users-action-add-to-group-text =
    { $count ->
        [one] { $name } får det, gruppen giver, ved næste klik.
       *[other] Disse brugere får det, gruppen giver, ved deres næste klik.
    }
users-action-add-to-group-done =
    { $count ->
        [one] { $name } tilføjet.
       *[other] { $count } brugere tilføjet.
    }
users-action-add-to-group-idle = Allerede i gruppen der: { $names }.
users-action-own-unit =
    { $count ->
        [one] I brugerens egen enhed
       *[other] Hver i sin egen enhed
    }
users-action-own-unit-hint = Træder i stedet for enheden nedenfor.
users-action-one-unit =
    { $count ->
        [one] I denne enhed
       *[other] Alle i denne enhed
    }
