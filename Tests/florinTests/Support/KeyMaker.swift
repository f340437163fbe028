import Foundation
import Testing

/// Makes keys with the program itself.
struct KeyMaker {
    let data: String

    /// A key as `florin keys create --json` shows it.
    struct Made: Decodable {
        let id: String
        let token: String

        /// The part of the token that nobody may ever see.
        var secret: String { String(token.dropFirst(16)) }
        var header: (String, String) { ("Authorization", "Bearer \(token)") }
    }

    func make(_ arguments: [String]) throws -> Made {
        let result = try ServerProcess.run(["keys", "create", "--json", "--data", data] + arguments)
        #expect(result.status == 0, "\(result.output)")
        return try JSONDecoder().decode(Made.self, from: Data(result.output.utf8))
    }
}
