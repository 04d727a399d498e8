# Afgørelser i ord: udfald, fordi HVEM siger HVAD, HVOR.
access-allowed = Tilladt
access-not-allowed = Ikke tilladt
access-sentence = { $outcome }, { $reason }
access-because-user-allow = fordi brugeren har tilladelse { $place }
access-because-user-deny = fordi det er nægtet brugeren { $place }
access-because-group-allow = fordi gruppen { $group } har tilladelse { $place }
access-because-group-deny = fordi det er nægtet gruppen { $group } { $place }
access-because-administrators = fordi medlemmer af Administrators må alt
access-because-archived = fordi { $unit } er arkiveret
access-because-nothing = fordi intet tillader det
access-overruled = tilsidesat: { $reason }
access-here = her
access-in-unit = i { $unit }
access-by-path = { $reason } (medlem via { $path })
access-path-link = { $group } i { $unit }
access-until = { $reason }, indtil { $until }
access-full-label = { $category }: { $label }
