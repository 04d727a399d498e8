two-factor-is-off = Fra
two-factor-is-on = Til
two-factor-is-required = Kræves
two-factor-verified = Bekræftet
two-factor-not-verified = Ikke bekræftet
two-factor-on-since = Slået til { $when }.
two-factor-open = To-faktor
two-factor-what = Med to-faktor logger du ind med din adgangskode og en kode fra en app på din telefon. En stjålet adgangskode er så intet værd alene.
two-factor-begin = Sæt to-faktor op
two-factor-setting-up = Sæt to-faktor op
two-factor-required-text = Dit login kræver en ekstra faktor. Sæt den op nu; det tager et minut.
two-factor-required = Dit login kræver en ekstra faktor, så den kan ikke slås fra.
two-factor-step-app = Åbn en godkendelsesapp på din telefon, eller installer en.
two-factor-step-scan = Scan denne kode med den.
two-factor-step-code = Indtast de seks cifre, som appen viser.
two-factor-qr = QR-kode til din godkendelsesapp
two-factor-by-hand = Eller tast denne nøgle ind i appen:
two-factor-issuer = Udsteder
two-factor-account = Konto
two-factor-confirm = Slå til
two-factor-too-late = Det tog for lang tid, eller det er gjort et andet sted. Begynd igen med en ny nøgle.
two-factor-recovery-codes = Gendannelseskoder
two-factor-codes-once = Disse koder vises kun nu. Hver af dem logger dig ind én gang sammen med din adgangskode, hvis du mister din telefon. Gem dem, hvor kun du kan finde dem.
two-factor-copy-codes = Kopiér alle
two-factor-print-codes = Udskriv
two-factor-codes-kept = Jeg har gemt dem
two-factor-codes-left = { $count ->
    [0] Ingen tilbage. Lav nye.
    [one] Én tilbage. Lav snart nye.
   *[other] { $count } tilbage.
}
two-factor-new-codes = Lav nye gendannelseskoder
two-factor-new-codes-text = De koder, du har nu, holder op med at virke.
two-factor-code-hint = Seks cifre fra appen eller en gendannelseskode.
two-factor-turn-off = Slå to-faktor fra
two-factor-off-text = Derefter logger din adgangskode alene dig ind. Dine andre sessioner slutter, og dine gendannelseskoder holder op med at virke.
two-factor-off-done = To-faktor er slået fra.
