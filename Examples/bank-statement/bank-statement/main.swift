import BankStatement
import Foundation

// Reads the bank's file and prints the lines for `florin import`.
guard CommandLine.arguments.count == 2 else {
    FileHandle.standardError.write(Data("usage: bank-statement FILE.csv > commands.ndjson\n".utf8))
    exit(64)
}
let statement = BankStatement(try String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8))
for line in statement.unreadableLines {
    FileHandle.standardError.write(Data("line \(line) is no transaction\n".utf8))
}
for command in statement.commands() {
    print(command)
}
