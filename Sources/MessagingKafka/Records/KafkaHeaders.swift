import CRdkafka
import Messaging

/// The headers of a record, sorted by what they are.
struct KafkaHeaders {
    /// Those of CloudEvents, without the prefix.
    var attributes: [(name: String, value: String)] = []
    /// This driver's own.
    var marks: [String: String] = [:]
    /// Others, which programs that know nothing of CloudEvents set.
    var others: [(name: String, value: String)] = []
    var contentType = ""
    var malformation: String?

    /// Reads the headers of a record.
    /// - Parameter record: the record
    mutating func read(_ record: UnsafeMutablePointer<rd_kafka_message_t>) {
        var headers: OpaquePointer?
        guard unsafe rd_kafka_message_headers(record, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        var index = 0
        while true {
            var name: UnsafePointer<CChar>?
            var value: UnsafeRawPointer?
            var size = 0
            guard
                unsafe rd_kafka_header_get_all(headers, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR
            else { return }
            index += 1
            let text: String? =
                if let value = unsafe value {
                    unsafe String(validating: UnsafeRawBufferPointer(start: value, count: size), as: UTF8.self)
                } else {
                    ""
                }
            take(unsafe KafkaText.of(name), text)
        }
    }

    /// Sorts one header in.
    /// - Parameters:
    ///   - name: its name in the record
    ///   - text: its value, `nil` where that is no UTF-8
    mutating func take(_ name: String, _ text: String?) {
        let isAttribute = name.hasPrefix(KafkaRecord.prefix)
        let plain = isAttribute ? String(name.dropFirst(KafkaRecord.prefix.count)) : name
        guard !plain.isEmpty, plain.utf8.count <= MessageAttributes.maximumNameBytes else { return }
        guard let text else {
            // Programs that know nothing of CloudEvents may put any bytes there; attributes are text.
            if isAttribute { malformation = "The header \(name) is no UTF-8" }
            return
        }
        if isAttribute {
            attributes.append((plain, text))
        } else if name.lowercased() == KafkaRecord.contentType {
            contentType = text
        } else if [KafkaRecord.attempts, KafkaRecord.due, KafkaRecord.reason, KafkaRecord.time].contains(name) {
            marks[name] = text
        } else {
            others.append((plain, text))
        }
    }
}
