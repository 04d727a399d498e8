# Notes on actors, and their documents (SPEC A-7).
actor-tab-details = Details
actor-tab-notes = Notes
notes-none = There are no notes yet.
notes-shown = { $count ->
    [one] 1 note
   *[other] { $count } notes
}
note-new = New note
note-edit = Edit note
note-delete = Delete
note-delete-title = Delete the note { $subject }
note-delete-text = The note and its documents are deleted for good.
note-deleted = The note is deleted.
note-saved = The note is saved.
note-stale = Somebody else has saved this note in the meantime. Check it and save again to replace their version.
note-day = Date
note-day-wrong = Enter a date of a year from 1900 to 9999.
note-subject = Subject
note-subject-missing = Enter a subject.
note-text = Text
note-too-long = Use at most { $most } characters.
note-about = { $day } · { $author }
note-by-clerk = { $clerk } ({ $user })
note-documents = Documents
note-documents-later = Documents can be added once the note is saved.
note-documents-many = A note has at most { $most } documents.
note-document = File
note-document-hint = At most { $most } MB. It is not scanned for malware.
note-document-kind = Attachment type
note-document-choose = Choose a type
note-document-kind-missing = Choose an attachment type.
note-document-missing = Choose a file.
note-document-lie = The file is called { $kind } and is none. Check that it is the right file, or give it the ending that fits.
note-document-add = Add document
note-document-added = The document is added.
note-document-about = { $type } · { $size }
note-document-delete-title = Delete { $name }
note-document-delete-text = The document is deleted for good.
note-document-deleted = The document is deleted.
note-no-kinds = No attachment types are set up yet, so no document can be added. Whoever sets up actors can add one.
note-bytes = { $count } bytes
note-kilobytes = { $count } kB
note-megabytes = { $count } MB

activity-note-created = Note written
activity-note-changed = Note changed
activity-note-deleted = Note deleted
activity-document-added = Document added
activity-document-deleted = Document deleted
activity-field-note-id = Note id
activity-field-note-subject = Subject
activity-field-note-day = Date
activity-field-text-changed = Text changed
