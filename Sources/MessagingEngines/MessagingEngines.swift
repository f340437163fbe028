public import Logging
public import Messaging
import MessagingActiveMQ
import MessagingEmbedded
import MessagingKafka
import MessagingPostgres
import MessagingRabbitMQ
import MessagingRedis

/// The engines that there are: the only place where a URL chooses its driver.
public enum MessagingEngines {
    /// The schemes that there are drivers for, for people.
    public static let schemes = "embedded:, postgres:, redis:, amqp:, amqps:, kafka:, kafka+tls:, stomp: and stomp+ssl:"

    /// Opens a broker; it does not connect yet.
    ///
    /// - Parameters:
    ///   - url: which engine, and where
    ///   - logger: what the driver has to say
    /// - Returns: the broker
    /// - Throws: ``MessagingFault`` (`invalid`) for a scheme that no driver has, or a URL that its driver does not understand
    public static func broker(for url: BrokerURL, logger: Logger) throws(MessagingFault) -> any MessageBroker {
        switch url.scheme {
        case "embedded": try EmbeddedBroker(url, logger: logger)
        case "postgres", "postgresql": try PostgresBroker(url, logger: logger)
        case "redis", "rediss": try RedisBroker(url, logger: logger)
        case "amqp", "amqps": try RabbitMQBroker(url, logger: logger)
        case "kafka", "kafka+tls": try KafkaBroker(url, logger: logger)
        case "stomp", "stomp+ssl": try ActiveMQBroker(url, logger: logger)
        default:
            throw MessagingFault(.invalid, "Florin has no driver for \(url.scheme) URLs: there are \(schemes)")
        }
    }
}
