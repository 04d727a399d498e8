account-tab-profile = Profil
account-tab-sessions = Mine sessioner
account-tab-tokens = API-tokens
account-tab-rights = Mine rettigheder
account-tab-activity = Aktivitet
account-activity-text = Dine logins, og hvad du og andre har gjort med din bruger i de enheder, du har adgang til.
account-saved = Gemt.
account-preferences = Sprog, tid og udseende
account-email-hint = En ny adresse regnes som ubekræftet: den kan ikke bruges til at logge ind eller nulstille adgangskoden.
account-roomy = Rummelig visning
account-roomy-hint = Højere rækker og knapper, også med mus.
account-shortcuts = Tastaturgenveje
account-shortcuts-hint = I lister: / for at søge, j og k for at flytte, x for at vælge.
account-may = Det må du
account-may-text = Ændre din profil, skifte din adgangskode, se, hvor du er logget ind, og logge ud andre steder.
account-may-more = Se alle dine rettigheder
account-ask-administrator = Du har ingen sider ud over denne. Har du brug for en, så spørg en administrator.
account-ask = Du har ingen sider ud over denne. Har du brug for en, så spørg { $people }.
account-sessions-text = Overalt, hvor du er eller har været logget ind. Afslut det, du ikke kender, og skift så din adgangskode.
account-end-others = Afslut alle andre sessioner
account-rights-everywhere = Overalt
account-rights-hidden = I enheder, der ikke er åbne for dig
account-rights-administrator = Du er medlem af Administratorer og må alt overalt.
account-rights-none = Du har ingen rettigheder ud over din egen konto.
account-rights-but =
    { $count ->
        [one] { $unit }, undtagen én enhed under den
       *[other] { $unit }, undtagen { $count } enheder under den
    }
account-rights-more =
    { $count ->
        [one] og ét sted til
       *[other] og { $count } steder til
    }
account-saved-email-codes-off = Gemt. Koder via e-mail er slået fra: sæt dem op igen, når den nye adresse er bekræftet.
