import Messaging

extension Composition {
    /// The URL of a message engine; a file of `embedded:` without a folder of its own lies in the data folder.
    /// - Parameters:
    ///   - text: the URL
    ///   - data: the data folder
    /// - Returns: the URL
    /// - Throws: ``MessagingFault`` (`invalid`) for what is no URL
    static func brokerURL(_ text: String, data: String) throws(MessagingFault) -> BrokerURL {
        try BrokerURL(Brokers.resolve(text, in: data))
    }
}
