# Noter på aktører og deres dokumenter (SPEC A-7).
actor-tab-details = Detaljer
actor-tab-notes = Noter
notes-none = Der er ingen noter endnu.
notes-shown = { $count ->
    [one] 1 note
   *[other] { $count } noter
}
note-new = Ny note
note-edit = Redigér note
note-delete = Slet
note-delete-title = Slet noten { $subject }
note-delete-text = Noten og dens dokumenter slettes for altid.
note-deleted = Noten er slettet.
note-saved = Noten er gemt.
note-stale = En anden har gemt noten i mellemtiden. Se den efter, og gem igen for at erstatte den andens.
note-day = Dato
note-day-wrong = Skriv en dato i et af årene 1900 til 9999.
note-subject = Emne
note-subject-missing = Skriv et emne.
note-text = Tekst
note-too-long = Brug højst { $most } tegn.
note-about = { $day } · { $author }
note-by-clerk = { $clerk } ({ $user })
note-documents = Dokumenter
note-documents-later = Dokumenter kan tilføjes, når noten er gemt.
note-documents-many = En note har højst { $most } dokumenter.
note-document = Fil
note-document-hint = Højst { $most } MB. Den scannes ikke for skadelig software.
note-document-kind = Bilagstype
note-document-choose = Vælg en type
note-document-kind-missing = Vælg en bilagstype.
note-document-missing = Vælg en fil.
note-document-lie = Filen hedder { $kind } og er det ikke. Se efter, om det er den rigtige fil, eller giv den den endelse, der passer.
note-document-add = Tilføj dokument
note-document-added = Dokumentet er tilføjet.
note-document-about = { $type } · { $size }
note-document-delete-title = Slet { $name }
note-document-delete-text = Dokumentet slettes for altid.
note-document-deleted = Dokumentet er slettet.
note-no-kinds = Der er endnu ikke sat bilagstyper op, så der kan ikke tilføjes dokumenter. Den, der sætter aktører op, kan tilføje en.
note-bytes = { $count } byte
note-kilobytes = { $count } kB
note-megabytes = { $count } MB

activity-note-created = Note skrevet
activity-note-changed = Note ændret
activity-note-deleted = Note slettet
activity-document-added = Dokument tilføjet
activity-document-deleted = Dokument slettet
activity-field-note-id = Note-id
activity-field-note-subject = Emne
activity-field-note-day = Dato
activity-field-text-changed = Tekst ændret
