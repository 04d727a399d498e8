# Setup → Email: the mail server and the queue.
email-tab-server = Mail server
email-tab-queue = Queue
email-host = Host
email-host-hint = Name of the SMTP server. Empty: no mail is sent, links are copied by hand.
email-host-wrong = Enter the name of a server, such as smtp.example.com, without port or path.
email-port = Port
email-port-hint = 587 for STARTTLS, 465 for TLS from the start.
email-port-wrong = Enter a number from 1 to 65535.
email-tls = TLS mode
email-tls-hint = The certificate of the server is always checked.
email-tls-starttls = STARTTLS
email-tls-implicit = TLS from the start
email-tls-none = None (readable on the way)
email-sender = From
email-sender-hint = The address mail comes from.
email-sender-missing = Enter the address mail comes from.
email-login = User
email-login-hint = Empty: the server asks for no login.
email-login-wrong = Too long, or with characters that are no text.
email-password = Password
email-password-hint = Kept encrypted, never shown.
email-password-stored = One is stored. Leave it empty to keep it.
email-password-missing = Enter the password of this user.
email-password-again = Enter the password again: it was stored for another server, user or TLS mode.
email-password-long = At most 253 characters.
email-none-yet = No mail is sent yet. Links for activating accounts and setting passwords can be copied and handed over meanwhile.
email-open = Mail, and the password of this user, travel readable to the mail server. Choose this only where both stand on the same machine.
email-not-configured = Save a mail server first.
email-test = Send test
email-test-text = Sends one mail with the saved settings. Whether it went out stands in the queue a moment later.
email-test-to = To
email-test-queued = A test to { $address } is on its way.
email-states = States
email-state-all = All
email-state-waiting = Waiting
email-state-failed = Failed
email-state-sent = Sent
email-queue-empty = There is no mail here.
email-column-message = Message
email-column-recipient = To
email-column-queued = Queued
email-column-state = State
email-tried = Tried again { $time }. { $reason }
email-retry = Retry
email-retry-one = Retry { $message } to { $recipient }
email-retry-all = Retry all failed
email-retried = { $count ->
    [0] Nothing to retry.
    [one] One mail is tried again.
   *[other] { $count } mails are tried again.
}
email-shown = { $count ->
    [one] One mail
   *[other] { $count } mails
}
