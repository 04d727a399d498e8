refusal-lacks = Du mangler rettigheden { $right } i { $unit }.
refusal-no-screen = Du mangler rettigheden { $right } for at åbne denne side.
refusal-gives-more = Det ville give { $right } i { $unit }, som du ikke selv har der.
refusal-holds-more = Brugeren har { $right } i { $unit }, nu eller senere, som du ikke selv har der. Den, der styrer et login, har dets rettigheder.
refusal-administrators = Kun administratorer må gøre dette.
refusal-administrators-longer = Du er kun administrator for en tid. Det, du giver, kan ikke vare længere.
refusal-stays-at-top = Et medlemskab i Administratorer er kun muligt øverst, så det kan ikke flyttes med. Flyt brugeren uden medlemskaberne, eller fjern det først.
refusal-protected = System og Administrator kan ikke ændres på denne måde.
refusal-only-itself = Kun Administrator selv må ændre dette.
refusal-oneself = Ingen må gøre dette ved sin egen bruger.
refusal-everywhere = hele installationen
refusal-unseen = en enhed, der ikke er åben for dig
refusal-always-member = Administrator er altid medlem af Administratorer.
refusal-system-group = Administratorer, Brugere og Alle findes i enhver installation og kan ikke ændres på den måde.
refusal-archived = Enheden er arkiveret. Hent den fra arkivet først.
refusal-top = Toppen kan hverken flyttes eller arkiveres.
refusal-not-held = Du kan kun nægte, eller ophæve en nægtelse af, det du selv har: { $right } i { $unit }.
refusal-outranked = Denne konto har { $right } i { $unit }, som du ikke har der. Derfor kan du ikke nægte den noget.
refusal-no-cells = Administratorer har alle rettigheder overalt. Der tillades eller nægtes intet på selve gruppen.
refusal-gives-longer = Du har kun { $right } i { $unit } for en tid. Det, du giver, kan ikke vare længere.
refusal-only-at-top = { $right } gælder overalt og sættes kun øverst.
refusal-parent-archived = Enheden over den er arkiveret. Hent den fra arkivet først.
refusal-predefined-role = En foruddefineret rolles navn og rettigheder er låst. Kopiér den til en gruppe, der er din egen.
refusal-on-behalf = Den er i brug: tilknyttet som en bruger, der handler på vegne af andre, eller som en af dem. Fjern først tilknytningerne, eller deaktivér brugeren i stedet.

refusal-group-gives-more = Det ville give { $right } i { $unit }, som du ikke har der. Den anbefalede opsætning sætter { $own } ind i { $group } i { $place }: så har de, der er i { $own }, det, { $group } giver der, og må give det.
refusal-linked-actor = Den er i brug: en aktør er knyttet til brugeren. Fjern tilknytningen først, eller deaktivér brugeren i stedet.
refusal-linked-user = Den er i brug: en bruger er knyttet til aktøren. Fjern tilknytningen først, eller arkivér aktøren i stedet.
refusal-merged-actors = Den er i brug: andre aktører er flettet ind i den, og det kan fortrydes indtil { $when }. Derefter kan den slettes sammen med dem. Arkivér den så længe.
refusal-has-notes = Den er i brug: der er noter på den. Arkivér den i stedet.
refusal-wrote-notes = Brugeren er i brug: der er noter eller dokumenter på aktører af denne bruger. Deaktivér i stedet.
refusal-address-set-by-other = En med færre rettigheder har sat brugerens adresse, så der sendes intet link dertil. Kopiér det fra brugerens faneblad med links, og giv det videre, eller ret adressen.
refusal-gives-reach = Du kan ikke give større rækkevidde, end du selv har.
refusal-no-licence = { $count ->
    [0] Kunden har ingen licenser.
    [one] Kundens eneste licens er taget.
   *[other] Alle kundens { $count } licenser er taget.
  }
refusal-module-off = Denne rolles modul er slået fra.
refusal-few-licences = { $wanted ->
    [one] Der skal bruges én licens
   *[other] Der skal bruges { $wanted } licenser
  }, og kunden har { $left } tilbage af { $count }.
refusal-needs-no-licence = Denne bruger behøver ingen licens.
refusal-ask-administrator = Spørg en administrator.
refusal-ask-contact = Spørg { $contact }.
refusal-could = { $people } kan gøre det.
