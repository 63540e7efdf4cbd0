"""Pictures of posts: receiving, choosing, attaching, showing and deleting them."""
