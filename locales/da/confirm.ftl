confirm-title = Bekræft, at det er dig
confirm-text = Dette er en følsom ændring, og det er et stykke tid siden, du senest gav din adgangskode. Det, du har indtastet, bevares.
confirm-submit = Bekræft og fortsæt
