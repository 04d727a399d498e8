two-factor-is-off = Off
two-factor-is-on = On
two-factor-is-required = Required
two-factor-verified = Verified
two-factor-not-verified = Not verified
two-factor-on-since = On since { $when }.
two-factor-open = Two-factor
two-factor-what = With two-factor you log in with your password and a code from an app on your phone. A stolen password alone is then worth nothing.
two-factor-begin = Set up two-factor
two-factor-setting-up = Set up two-factor
two-factor-required-text = Your login needs a second factor. Set it up now; it takes a minute.
two-factor-required = Your login needs a second factor, so it cannot be turned off.
two-factor-step-app = Open an authenticator app on your phone, or install one.
two-factor-step-scan = Scan this code with it.
two-factor-step-code = Enter the six digits that the app shows.
two-factor-qr = QR code for your authenticator app
two-factor-by-hand = Or type this key into the app:
two-factor-issuer = Issuer
two-factor-account = Account
two-factor-confirm = Turn on
two-factor-too-late = That took too long, or it was done elsewhere. Begin again with a new key.
two-factor-recovery-codes = Recovery codes
two-factor-codes-once = These codes are shown only now. Each one logs you in once, together with your password, if you lose your phone. Keep them where only you can find them.
two-factor-copy-codes = Copy all
two-factor-print-codes = Print
two-factor-codes-kept = I have kept them
two-factor-codes-left = { $count ->
    [0] None left. Make new ones.
    [one] One left. Make new ones soon.
   *[other] { $count } left.
}
two-factor-new-codes = Make new recovery codes
two-factor-new-codes-text = The codes you have now stop working.
two-factor-code-hint = Six digits from the app, or a recovery code.
two-factor-turn-off = Turn off two-factor
two-factor-off-text = From then on your password alone logs you in. Your other sessions end, and your recovery codes stop working.
two-factor-off-done = Two-factor is off.
