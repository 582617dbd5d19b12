"""A coordinator's side of the conversation: everything that is about the network and not inside one assessment."""
