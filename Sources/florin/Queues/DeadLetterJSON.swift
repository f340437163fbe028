import Foundation
import Messaging

/// A dead letter as `florin queue peek --json` shows it; the body is a text where it is one.
struct DeadLetterJSON: Encodable {
    let id: String
    let messageID: String
    let type: String
    let key: String?
    let contentType: String
    let reason: String
    let attempts: Int
    let time: String?
    let body: String?
    let bodyBase64: String?

    enum CodingKeys: String, CodingKey {
        case id, type, key, reason, attempts, time, body
        case messageID = "message_id"
        case contentType = "content_type"
        case bodyBase64 = "body_base64"
    }

    init(_ letter: DeadLetter) {
        id = letter.id
        messageID = letter.message.id
        type = letter.message.type
        key = letter.message.key
        contentType = letter.message.contentType
        reason = letter.reason
        attempts = letter.attempts
        time = letter.time.map(MessageTime.text)
        body = String(validating: letter.message.body, as: UTF8.self)
        bodyBase64 = body == nil ? Data(letter.message.body).base64EncodedString() : nil
    }
}
