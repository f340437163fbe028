import NIOCore

extension PaymentResponder {
    /// `GET /openapi.yaml`: what this interface is, in OpenAPI 3.1.
    func openAPI() -> HTTPReply {
        PaymentResponder.document(PackageResources.openapi_yaml)
    }

    /// `GET /asyncapi.yaml`: what the events are, in AsyncAPI 3.0.
    func asyncAPI() -> HTTPReply {
        PaymentResponder.document(PackageResources.asyncapi_yaml)
    }

    private static func document(_ bytes: [UInt8]) -> HTTPReply {
        var reply = HTTPReply(status: 200, body: ByteBuffer(bytes: bytes))
        reply.contentType = "application/yaml"
        return reply
    }
}
