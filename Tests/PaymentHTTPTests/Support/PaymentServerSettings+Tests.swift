import PaymentHTTP

extension PaymentServerSettings {
    static var withEcho: PaymentServerSettings {
        var settings = PaymentServerSettings()
        settings.echoRoute = true
        return settings
    }
}
