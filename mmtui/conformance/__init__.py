"""What an author runs in his own repository: ``pytest --mmtui-scheme my-scheme``.

``plugin`` is what pytest loads, in every run of every project in which mmtui is installed, so it imports
nothing; the rest is loaded when a scheme is named.
"""
