import Foundation

extension ContractSubject {
    /// ActiveMQ Classic with KahaDB that waits for the disk, the scheduler and the statistics plugin.
    package static let activeMQ = activeMQ()

    /// ActiveMQ in other configurations.
    /// - Parameters:
    ///   - hasXStream: whether the statistics plugin can answer
    ///   - keyStore: a PKCS #12 file with the password `florin`, for TLS; `nil` for a plain connection
    /// - Returns: the subject
    package static func activeMQ(hasXStream: Bool = true, keyStore: String? = nil) -> ContractSubject {
        ContractSubject("ActiveMQ", programs: ["java", "activemq"]) { folder in
            let port = try Loopback.freePort()
            let configuration = ActiveMQConfiguration(
                port: port, probe: try keyStore == nil ? port : Loopback.freePort(), folder: folder.path,
                keyStore: keyStore)
            try folder.write(configuration.broker, to: "conf/activemq.xml")
            try folder.write(ActiveMQConfiguration.logging, to: "conf/log4j.properties")
            if hasXStream { try configuration.linkLibraries() }
            let home = "/usr/share/activemq"
            return try ServerProcess(
                "java",
                [
                    "-Xms64m", "-Xmx512m", "-XX:+UseSerialGC", "-Dactivemq.home=\(home)",
                    "-Dactivemq.base=\(folder.path)", "-Dactivemq.conf=\(folder.path)/conf",
                    "-Dactivemq.data=\(folder.path)/data",
                    "-Dlog4j.configuration=file:\(folder.path)/conf/log4j.properties", "-jar",
                    "\(home)/bin/activemq.jar", "start", "xbean:file:\(folder.path)/conf/activemq.xml",
                ],
                url: "stomp\(keyStore == nil ? "" : "+ssl")://florin:secret@127.0.0.1:\(port)", port: port,
                folder: folder
            ) {
                await Loopback.answers(
                    port: configuration.probe,
                    to: Array("CONNECT\naccept-version:1.2\nhost:x\nlogin:florin\npasscode:secret\n\n\0".utf8),
                    with: Array("CONNECTED".utf8))
            }
        }
    }
}

/// The broker's files; the driver's documentation says which of the settings a broker in production needs.
private struct ActiveMQConfiguration {
    var port: Int
    /// Where a plain connection is accepted, after all others: the same port, but for TLS.
    var probe: Int
    var folder: String
    var keyStore: String?

    var broker: String {
        let data = folder + "/data"
        let plain = "<transportConnector name=\"stomp\" uri=\"stomp://127.0.0.1:\(probe)?transport.tcpNoDelay=true\"/>"
        let encrypted =
            keyStore == nil
            ? "" : "<transportConnector name=\"stomp+ssl\" uri=\"stomp+nio+ssl://127.0.0.1:\(port)\"/>"
        let store =
            keyStore.map {
                "<sslContext><sslContext keyStore=\"file:\($0)\" keyStorePassword=\"florin\" keyStoreType=\"PKCS12\"/></sslContext>"
            } ?? ""
        return """
            <beans xmlns="http://www.springframework.org/schema/beans" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xsi:schemaLocation="http://www.springframework.org/schema/beans \
            http://www.springframework.org/schema/beans/spring-beans-2.0.xsd \
            http://activemq.apache.org/schema/core http://activemq.apache.org/schema/core/activemq-core.xsd">
              <broker xmlns="http://activemq.apache.org/schema/core" brokerName="florin" dataDirectory="\(data)"
                  useJmx="false" schedulerSupport="true">
                <destinationPolicy><policyMap><policyEntries>
                  <policyEntry queue="&gt;" producerFlowControl="false" maxPageSize="2000" maxBrowsePageSize="200000">
                    <deadLetterStrategy>
                      <individualDeadLetterStrategy queuePrefix="DLQ." useQueueForQueueMessages="true"/>
                    </deadLetterStrategy>
                  </policyEntry>
                  <policyEntry topic="&gt;" producerFlowControl="false"/>
                </policyEntries></policyMap></destinationPolicy>
                <persistenceAdapter><kahaDB directory="\(data)/kahadb" journalDiskSyncStrategy="always"/></persistenceAdapter>
                <systemUsage><systemUsage sendFailIfNoSpace="true">
                  <memoryUsage><memoryUsage limit="256 mb"/></memoryUsage>
                  <storeUsage><storeUsage limit="4 gb"/></storeUsage>
                  <tempUsage><tempUsage limit="1 gb"/></tempUsage>
                  <jobSchedulerUsage><jobSchedulerUsage limit="1 gb"/></jobSchedulerUsage>
                </systemUsage></systemUsage>
                <plugins>
                  <statisticsBrokerPlugin/>
                  <simpleAuthenticationPlugin><users>
                    <authenticationUser username="florin" password="secret" groups="users,admins"/>
                  </users></simpleAuthenticationPlugin>
                </plugins>
                \(store)
                <transportConnectors>\(encrypted)\(plain)</transportConnectors>
              </broker>
            </beans>
            """
    }

    static let logging = """
        log4j.rootLogger=WARN, out
        log4j.appender.out=org.apache.log4j.ConsoleAppender
        log4j.appender.out.layout=org.apache.log4j.PatternLayout
        log4j.appender.out.layout.ConversionPattern=%d %-5p %m (%c %t)%n
        """

    /// XStream writes the answers of the statistics plugin; Debian's ActiveMQ looks for it, and does not depend on it.
    func linkLibraries() throws {
        let folder = folder + "/lib"
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for library in ["xstream.jar", "xpp3.jar"] where files.fileExists(atPath: "/usr/share/java/\(library)") {
            try files.createSymbolicLink(
                atPath: "\(folder)/\(library)", withDestinationPath: "/usr/share/java/\(library)")
        }
    }
}
