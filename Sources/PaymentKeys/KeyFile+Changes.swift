extension KeyFile {
    /// Makes a key.
    /// - Parameters:
    ///   - request: what is asked for
    ///   - time: now
    /// - Returns: the key, and its token, which nobody can see again
    /// - Throws: ``KeyFault``
    public func create(_ request: KeyRequest, at time: KeyTime) throws(KeyFault) -> (key: AccessKey, token: KeyToken) {
        try change { (keys) throws(KeyFault) in
            var generator = SystemRandomNumberGenerator()
            while true {
                let (stored, token) = try StoredKey.make(request, at: time, using: &generator)
                guard !keys.contains(where: { $0.key.id == token.id }) else { continue }
                keys.append(stored)
                return (stored.key, token)
            }
        }
    }

    /// Ends a key for ever; ending it again changes nothing.
    /// - Parameters:
    ///   - id: the id of the key
    ///   - time: now
    /// - Returns: the key
    /// - Throws: ``KeyFault``, `.unknown` where there is no such key
    public func revoke(_ id: String, at time: KeyTime) throws(KeyFault) -> AccessKey {
        try change { (keys) throws(KeyFault) in
            guard let index = keys.firstIndex(where: { $0.key.id == id }) else {
                // Not what was asked for: it may be a whole token, pasted by mistake.
                throw KeyFault(.unknown, "There is no key with this id; florin keys list shows the ids.")
            }
            if keys[index].key.revokedAt == nil { keys[index].key.revokedAt = time }
            return keys[index].key
        }
    }
}
