"""Backups: one sealed file a backup, checked whole before anything of it is used.

``sealing`` shuts and opens the file, ``archive`` says what lies in it, ``snapshots`` and
``postgres`` take the database out and put it back, ``shelf`` is the folder that backups lie in,
``taking`` puts one there, ``before_upgrade`` the automatic one.
"""
