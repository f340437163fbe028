/// What has gone into the batch so far.
struct CommandTally {
    var commands = 0
    var rejections = 0
    var replays = 0

    mutating func count(_ reply: Reply) {
        commands += 1
        switch reply {
        case .success(let answer): replays += answer.isReplay ? 1 : 0
        case .failure: rejections += 1
        }
    }
}
