entities-tab = Rettigheder
entities-allow = Tillad
entities-deny = Nægt
entities-empty = Tom
entities-right = Rettighed
entities-permissions-in = Rettigheder i
entities-set-on-user = Sat på brugeren
entities-set-on-group = Sat på gruppen
entities-effective = Gældende i { $unit }
entities-after-saving = når det er gemt
entities-without = Uden den: { $sentence }
entities-why = Hvorfor
entities-dates = Datoer
entities-from = Fra
entities-until = Til
entities-said-from = fra { $date }
entities-said-until = til { $date }
entities-end-past = Slutningen skal ligge i fremtiden.
entities-end-before-start = Slutningen skal ligge efter starten.
entities-count = { $count ->
    [one] { $count } rettighed
   *[other] { $count } rettigheder
}
entities-set-here = { $count } sat her
entities-cells = { $count } sat
entities-find = Find en rettighed
entities-only-set = Kun det, der er sat her
entities-scope = Gælder her og i enhederne herunder.
entities-zone = Datoer er i enhedens tidszone, { $zone }.
entities-none-found = Ingen rettigheder passer.
entities-elsewhere = Også sat i andre enheder
entities-elsewhere-archived = arkiveret, gælder ikke
entities-only-at-top = Gælder overalt og sættes kun øverst.
entities-read-only = Du kan se, men ikke ændre. { $why }
entities-archived = { $unit } er arkiveret: det, der er sat her, bevares, gælder ikke og kan ikke ændres, før enheden er hentet fra arkivet.
entities-gone = Ikke længere en rettighed: { $names }. Intet er gemt. Se resten igennem, og gem igen.
entities-conflict-title = En anden har ændret disse rettigheder i mellemtiden
entities-conflict = Intet er gemt. Formularen viser din udgave: gem igen for at erstatte den andens, eller vælg den andens, hvor du er enig.
entities-conflict-both = Begge udgaver
entities-conflict-theirs = Den andens, gemt
entities-conflict-yours = Din
entities-saved = Gemt. { $changes }
entities-saved-more = Gemt. { $changes } og { $count } til
entities-saved-nothing = Intet var ændret.
entities-discard = Kassér
entities-preview = Forhåndsvisning
entities-preview-button = Forhåndsvis
entities-preview-none = Ændrer intet, der gælder nu.
entities-preview-gives = Giver { $rights ->
    [one] { $rights } rettighed
   *[other] { $rights } rettigheder
} i { $units ->
    [one] { $units } enhed
   *[other] { $units } enheder
}.
entities-preview-takes = Fratager { $rights ->
    [one] { $rights } rettighed
   *[other] { $rights } rettigheder
} i { $units ->
    [one] { $units } enhed
   *[other] { $units } enheder
}.
entities-preview-gives-and = Giver { $rights ->
    [one] { $rights } rettighed
   *[other] { $rights } rettigheder
} i { $units ->
    [one] { $units } enhed
   *[other] { $units } enheder
}
entities-preview-both = { $gives }, fratager { $losses }.
entities-preview-for = { $what } For { $people ->
    [one] { $people } person
   *[other] { $people } personer
}.
entities-preview-for-at-least = { $what } For mindst { $people ->
    [one] { $people } person
   *[other] { $people } personer
}.
entities-preview-later = { $count ->
    [one] Én begynder senere.
   *[other] { $count } begynder senere.
}
entities-preview-list = Hvem, hvad, hvor
entities-preview-gain = Gives:
entities-preview-loss = Fratages:
entities-preview-line = { $right } i { $places }
entities-preview-everywhere = { $right } overalt
entities-preview-hidden = { $right } i enheder, du ikke har adgang til
entities-preview-more-places = { $names } og { $count ->
    [one] ét sted til
   *[other] { $count } steder til
}
entities-preview-and-below = { $places } og { $count ->
    [one] { $count } enhed
   *[other] { $count } enheder
} herunder
entities-preview-gains = får { $rights }
entities-preview-loses = mister { $rights }
entities-preview-more-rights = { $rights } og { $count } til
entities-preview-memberships = { $count ->
    [one] ét medlemskab
   *[other] { $count } medlemskaber
}
entities-preview-more-ways = og { $count } grupper og enheder til
entities-preview-unseen = Det vedrører folk, hvis medlemskaber er i enheder, du ikke har adgang til.
entities-preview-more = og { $count } til
entities-preview-looked-at = Der er flere medlemmer; de første { $count } efter navn er undersøgt én for én. Grupperne gælder for alle.
entities-preview-refused = Det kan ikke gemmes.
entities-explorer-lead = Hvad der er sat på hvem, enhed for enhed. Et flueben gemmes med det samme.
entities-accounts = Gruppe- eller brugernavne
entities-find-account = Navn eller login
entities-add = Login eller gruppenavn
entities-plus = Tilføj
entities-no-account = Der er ingen konto med det navn.
entities-nothing-set = Intet er sat i { $unit } eller ovenover. Tilføj en konto ved navn.
entities-from-above = ovenfra
entities-more-accounts = Der er flere. Skriv et navn for at finde en.
entities-permissions-of = { $name } i { $unit }
entities-dates-and-reasons = Datoer og begrundelser
entities-choose-account = Vælg en gruppe eller bruger for at se og sætte dens rettigheder her.
entities-inherited = Arvet fra { $unit }.
entities-inherited-hidden = Arvet fra en enhed ovenover, som du ikke har adgang til.
entities-undo = Fortryd
entities-undo-text = Gemt. Før: { $before }
entities-remove = Fjern
entities-remove-title = Fjern { $name } fra { $unit }
entities-remove-text = Det, der er sat her, tømmes. Medlemskaber og andre enheder er uændrede.
entities-remove-nothing = Intet er sat her.
entities-removed = { $name }: { $count ->
    [one] { $count } rettighed
   *[other] { $count } rettigheder
} tømt.
entities-ending = Hvad udløber snart
entities-ending-lead = Rettigheder, der udløber inden for de næste 30 dage.
entities-ending-none = Intet udløber inden for de næste 30 dage.
entities-ending-shown = { $count } af { $all }
entities-said = Sat
