import Foundation
import NIOCore
import PaymentCore
import Testing

@testable import PaymentHTTP

@Suite("JSON writer")
struct JSONWriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(capacity: 16)
        body(&writer)
        return String(buffer: writer.finish())
    }

    @Test(arguments: [0, 1, -1, 10, 1_234_567_890, Int64.max, Int64.min])
    func `integers are written in decimal`(_ value: Int64) {
        #expect(written { $0.integer(value) } == "\(value)")
    }

    @Test func `every string comes back from Foundation's reader`() throws {
        let all = (0..<0x250).compactMap { Unicode.Scalar($0).map(String.init) }.joined()
        for text in ["", "plain", "\"\\/\n\r\t\u{8}\u{C}\u{0}\u{1F}\u{7F}", "é😀\u{2028}", all] {
            let json = written { $0.string(text) }
            let read = try JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed) as? String
            #expect(read.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
        }
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_645_557_742_000, "2022-02-22T19:22:22.000Z"),
        (951_782_400_001, "2000-02-29T00:00:00.001Z"),
        (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ])
    func `times are RFC 3339 with milliseconds`(_ milliseconds: Int64, _ text: String) {
        #expect(written { $0.time(Timestamp(milliseconds: milliseconds)) } == "\"\(text)\"")
    }

    @Test func `dates agree with Foundation's calendar on every day of four centuries`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for day in stride(from: Int64(-30_000), to: 120_000, by: 7) {
            let parts = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86_400))
            let date = CivilDate(daysSinceEpoch: day)
            #expect(
                date.year == Int64(parts.year ?? 0) && date.month == Int64(parts.month ?? 0)
                    && date.day == Int64(parts.day ?? 0))
        }
    }

    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
    ])
    func `the date header is that of RFC 9110`(_ second: Int64, _ text: String) {
        #expect(DateHeader.text(ofSecond: second) == text)
    }

    @Test func `identifiers and currencies are written as they describe themselves`() throws {
        var random = SplitMix(state: 7)
        for _ in 0..<200 {
            let id = PaymentID(high: random.next(), low: random.next())
            #expect(written { $0.identifier(id) } == "\"\(id.description)\"")
            let transfer = TransferID(Position(random.next() >> 1))
            #expect(written { $0.identifier(transfer) } == "\"\(transfer.description)\"")
        }
        for currency in Currency.all {
            #expect(written { $0.currency(currency) } == "\"\(currency.code)\"")
        }
    }
}
