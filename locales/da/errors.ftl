error-400-title = Det kan ikke læses
error-400-text = Adressen eller formularen er ikke, som siden venter. Gå tilbage, genindlæs siden, og prøv igen.
error-401-title = Du er ikke logget ind
error-401-text = Din session er afsluttet. Log ind, og prøv igen.
error-403-title = Adgang nægtet
error-403-text = Det må du ikke. Intet er ændret.
error-404-title = Ikke fundet
error-404-text = Der er ikke noget på denne adresse, eller du har ikke adgang til det.
error-405-title = Ikke muligt her
error-405-text = Adressen tager ikke imod den slags forespørgsel. Gå tilbage, og brug sidens knapper.
error-409-title = En anden kom først
error-409-text = Det er blevet ændret, siden du åbnede det. Intet af dit er gemt; åbn det igen for at se, hvordan det er nu.
error-413-title = For stort
error-413-text = Det, der blev sendt, er større, end der tages imod her.
error-415-title = Den slags indhold modtages ikke
error-415-text = Formularen blev sendt på en måde, som siden ikke forstår.
error-421-title = Ikke på denne adresse
error-421-text = Serveren svarer ikke på den adresse, du brugte. Brug den, du har fået, eller spørg den, der driver serveren.
error-429-title = For mange forsøg
error-429-text = Der har været for mange forsøg på kort tid. Vent lidt, og prøv igen.
error-500-title = Noget gik galt
error-500-text = Fejlen er vores, og den er noteret. Intet er gemt. Prøv igen; bliver det ved, så giv referencen herunder til den, der hjælper dig.
error-503-title = For travlt lige nu
error-503-text = Serveren har mere at lave, end den kan nå. Intet er gemt; prøv igen om et øjeblik.

error-need-in = Du mangler rettigheden »{ $right }« i { $unit }.
error-need = Du mangler rettigheden »{ $right }«.
error-ask = { $people } kan give dig rettigheden. Intet er ændret.
error-ask-administrator = En administrator kan give dig rettigheden. Intet er ændret.
error-retry =
    { $seconds ->
        [one] Prøv igen om et sekund.
       *[other] Prøv igen om { $seconds } sekunder.
    }
error-back = Gå tilbage
error-reference = Reference:
