"""What organisers do: see who comes, help those who telephone, write to them, receive them.

The pages stand on the public site, so that a partner's members can use them on a telephone at the
door; editors use the same ones.
"""
